"""Settings of `fetch` for servers of our own on loopback: nothing waits, nothing is tried again."""

from __future__ import annotations

AT_ONCE = {"allow_private_addresses": True, "per_host_gap": 0, "retries": 0, "poll_max_minutes": 0}
