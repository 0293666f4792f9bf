"""Which addresses are asked at all, as far as their spelling tells; see `guard` for the rest. Pure."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import httpx2

from aggregator.fetch.reasons import FetchError, Reason

# Ports of other services, as browsers refuse them (fetch.spec.whatwg.org, "bad port"): nobody may have us
# talk to a mail or chat server.
_BAD_PORTS = frozenset(
    map(
        int,
        """1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113 115
    117 119 123 135 137 139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 548 554 556 563
    587 601 636 989 990 993 995 1719 1720 1723 2049 3659 4045 4190 5060 5061 6000 6566 6665 6666 6667
    6668 6669 6679 6697 10080""".split(),
    )
)

_HOST = re.compile(rb"[A-Za-z0-9._:-]+")
"""A name or an address as it stands in a URL once it is plain ASCII."""

_TARGET = re.compile(rb"/[\x21-\x7e]*")
"""A path and query as they can stand in the first line of a request, which a space would cut."""


def checked_url(url: str) -> httpx2.URL:
    """Return `url` without its fragment.

    Raises:
        FetchError: if it is not an http or https address with a host.
    """
    try:
        parsed = httpx2.URL(url)
        parsed = parsed.copy_with(fragment=None) if parsed.fragment or "#" in url else parsed
        usable = parsed.scheme in {"http", "https"} and _HOST.fullmatch(parsed.raw_host)
    except (httpx2.InvalidURL, ValueError) as error:
        raise FetchError(Reason.BAD_ADDRESS, "This is not a web address.") from error
    if not usable or not _TARGET.fullmatch(parsed.raw_path):
        raise FetchError(Reason.BAD_ADDRESS, "Only http and https addresses are fetched.")
    if parsed.port in _BAD_PORTS:
        raise FetchError(Reason.BAD_ADDRESS, f"Port {parsed.port} is one of another service, not of the web.")
    return parsed


def host_of(url: str) -> str:
    """Return the host and port of an address as it is written, "" if it is none."""
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""
