"""What goes wrong around a whole run, for `./run bench faults`. Each returns what was lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from benchmarks._desk import GOOD_EXITS, Desk, Kept, kept

READ_ONLY = (("state/store.sqlite", 0o444), ("state", 0o555), ("editions", 0o555), (".", 0o555))
"""What nobody may write to, and its permissions."""

NOTHING_PUBLISHED = frozenset({4, 10})

SOON = timedelta(hours=2)
"""After that long every page that could not be had is asked for again."""


def read_only(desk: Desk, wanted: Kept) -> list[str]:
    """Nobody may write to a part of the output folder during a run; then everybody may again."""
    output, lost = desk.copy(), []
    for name, mode in READ_ONLY:
        place = output / name
        before = place.stat().st_mode
        place.chmod(mode)
        ended = desk.run(output, bound=True)
        place.chmod(before)
        if ended.code not in NOTHING_PUBLISHED or str(place.resolve()) not in ended.said:
            lost.append(f"the way to say so: {name}: {ended.code} {ended.said}")
        if kept(output).choices != wanted.choices:
            lost.append(f"choices: {name}")
    return lost + desk.left_alone(output, wanted)


def feeds_break_off(desk: Desk, wanted: Kept) -> list[str]:
    """Of every feed only half of the body comes; then all of it."""
    output = desk.copy()
    before = kept(output)
    desk.newsroom.broken.update(desk.newsroom.feed_paths)
    ended = desk.run(output)
    desk.newsroom.broken.clear()
    lost = [] if ended.code in GOOD_EXITS and "broken_reply" in ended.said else [f"to say so: {ended.said}"]
    if not before.articles <= kept(output).articles:
        lost.append("articles, while the feeds were broken")
    return lost + _as_wanted_later(desk, wanted, output)


def pages_break_off(desk: Desk, wanted: Kept) -> list[str]:
    """Of every page only half of the body comes, so that what feeds say stands in; then all of it."""
    output = desk.copy()
    before = kept(output)
    desk.newsroom.broken.update(piece.path for piece in desk.newsroom.pieces)
    ended = desk.run(output)
    desk.newsroom.broken.clear()
    lost = [] if ended.code in GOOD_EXITS else [f"the run: {ended.said}"]
    # What a feed says too little of waits for its page; nothing that was there may be gone.
    if not {name for name, _ in before.articles} <= {name for name, _ in kept(output).articles}:
        lost.append("articles, while the pages were broken")
    return lost + _as_wanted_later(desk, wanted, output)


def clock_goes_back(desk: Desk, wanted: Kept) -> list[str]:
    """A run takes place a day ahead, with broken pages that it puts off; then the clock is set right."""
    output = desk.copy()
    desk.newsroom.broken.update(piece.path for piece in desk.newsroom.pieces)
    ended = desk.run(output, at=desk.newsroom.at + timedelta(days=1))
    desk.newsroom.broken.clear()
    lost = [] if ended.code in GOOD_EXITS else [f"the run: {ended.said}"]
    ended, after = desk.run(output), kept(output)
    if ended.code not in GOOD_EXITS or (after.articles, after.choices) != (wanted.articles, wanted.choices):
        lost.append(f"articles or choices: {ended.code} {ended.said}")
    return lost


def _as_wanted_later(desk: Desk, wanted: Kept, output: Path) -> list[str]:
    """Run when everything is asked for again: the same articles and choices, in an edition of that time."""
    ended, after = desk.run(output, at=desk.newsroom.at + SOON), kept(output)
    if ended.code in GOOD_EXITS and (after.articles, after.choices) == (wanted.articles, wanted.choices):
        return []
    return [f"articles or choices: {ended.code} {ended.said}"]


SURROUNDINGS: tuple[tuple[str, int, Callable[[Desk, Kept], list[str]]], ...] = (
    ("nobody may write there", len(READ_ONLY), read_only),
    ("network gone in the middle of each feed", 1, feeds_break_off),
    ("network gone in the middle of each page", 1, pages_break_off),
    ("clock a day ahead, then set back", 1, clock_goes_back),
)
"""What happens, in how many runs, and what tries it."""
