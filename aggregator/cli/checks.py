"""What `doctor` looks at beside the settings: the machine, its clock and its network."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aggregator.config import Settings
    from aggregator.fetch import Reply

MIN_FREE_BYTES = 200_000_000
"""Less free space than this is worth a word: a month of articles and their editions take about as much."""

MIN_TEMPORARY_BYTES = 50_000_000
"""Free space that the temporary folder needs: the language detector unpacks its model there."""

ASKED = 3
"""Feeds that are asked whether the network is there: of three, one may be down."""

CLOCK_OFF = timedelta(minutes=5)
"""A clock further from that of the servers asked is wrong; ages of articles are told in hours."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found. `state`: ok, warning (a run can do without it) or bad; `do` is what helps."""

    check: str
    state: str
    detail: str
    do: str = ""


def disk(output: Path) -> Finding:
    """Look at the free space where the output folder lies and in the temporary folder."""
    place = nearest(output)
    free, temporary = (shutil.disk_usage(one).free for one in (place, tempfile.gettempdir()))
    detail = f"{free / 1e9:.1f} GB free for {output}, {temporary / 1e9:.1f} GB for temporary files"
    if temporary < MIN_TEMPORARY_BYTES:
        return Finding("disk", "bad", detail, f"make room in {tempfile.gettempdir()}, or set TMPDIR")
    if free < MIN_FREE_BYTES:
        do = f"make room: delete old folders under {output / 'editions'}, then `aggregator prune`"
        return Finding("disk", "warning", detail, do)
    return Finding("disk", "ok", detail)


def nearest(output: Path) -> Path:
    """Return the folder that is there already on the way to `output`."""
    return next(folder for folder in (output.absolute(), *output.absolute().parents) if folder.exists())


def model() -> Finding:
    """Read a sentence with the language model."""
    from aggregator.annotate import annotate_all
    from aggregator.models import Article

    text = "The ferry left the harbour at noon, the mayor said."
    (found,) = annotate_all([Article(id="check", text=text)])
    if not found.sentences or not found.claims:
        return Finding("model", "bad", "the language model reads nothing in a plain sentence", REINSTALL)
    return Finding("model", "ok", f"reads a plain sentence ({found.made_by})")


REINSTALL = "install aggregator again: its files are not as they were shipped"


def network(settings: Settings) -> list[Finding]:
    """Ask a few feeds' servers; judge by what they say whether the network is there and the clock right."""
    from aggregator.fetch import look_up

    feeds = settings.enabled_feeds()[:: max(1, len(settings.enabled_feeds()) // ASKED)][:ASKED]
    if not feeds:
        return [Finding("network", "warning", "no feed to ask", "add one: `aggregator feeds add URL`")]
    now = our_time()
    replies = look_up([feed.url for feed in feeds], settings.fetch, now=now)
    return [_reached(replies), _clock(replies, now)]


def our_time() -> datetime:
    """Return the time that this machine has."""
    return datetime.now(UTC)


def _reached(replies: tuple[Reply, ...]) -> Finding:
    failed = [
        f"{reply.host}: {reply.problem.detail}" for reply in replies if reply.problem and not reply.status
    ]
    if len(failed) == len(replies):
        do = "look at the connection, the name server and the firewall; proxies are not used"
        return Finding("network", "bad", "; ".join(failed), do)
    answered = ", ".join(reply.host for reply in replies if reply.status)
    return Finding("network", "ok", f"answered: {answered}")


def _clock(replies: tuple[Reply, ...], now: datetime) -> Finding:
    """Compare our clock with the servers': the middle one of them, for one may be wrong itself."""
    offsets = sorted(reply.date - now for reply in replies if reply.date)
    if not offsets:
        return Finding("clock", "ok", f"{now:%Y-%m-%d %H:%M} UTC; no server told its time")
    offset = offsets[len(offsets) // 2]
    minutes = f"{abs(offset) / timedelta(minutes=1):.0f} minutes"
    if abs(offset) > CLOCK_OFF:
        way = "behind" if offset > timedelta(0) else "ahead of"
        do = "set the clock, best by NTP (`timedatectl set-ntp true`)"
        return Finding("clock", "bad", f"{now:%Y-%m-%d %H:%M} UTC is {minutes} {way} the servers asked", do)
    return Finding("clock", "ok", f"{now:%Y-%m-%d %H:%M} UTC, as the servers asked have it")
