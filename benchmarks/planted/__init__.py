"""Invented newsrooms in which the right verdict of every claim is known by construction."""
