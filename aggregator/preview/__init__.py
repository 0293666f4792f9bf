"""Looking at an edition before others do: a server on loopback whose pages load again when something changes.

    published folder | what is made anew from it under other templates -> shown -> server
    folders watched -> a new number -> every open page loads again

What lies on disk stays as it is: the line of script that makes a page load again is added on the way out, and
only to pages.
"""

from __future__ import annotations

from aggregator.preview.server import PreviewServer
from aggregator.preview.shown import Draft, Folder, Shown

__all__ = ["Draft", "Folder", "PreviewServer", "Shown"]
