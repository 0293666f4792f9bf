"""An editor's choices in the walk: what of them decides a grouping, and how the stories stand to each."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from aggregator import codec
from aggregator.models import Mend, MendKind
from aggregator.pipeline.report import MendReport

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from aggregator.store import Store, StoredMend


def plain(mends: Iterable[StoredMend]) -> list[str]:
    """Return what of the choices decides a grouping, for an input hash: what they say, in their order.

    As they were made: how they followed the stories is what groupings made of them. One made anew after it
    was taken back is another.
    """
    return [f"{stored.at.isoformat()} {codec.dumps(stored.mend).decode()}" for stored in mends]


def states(store: Store) -> tuple[MendReport, ...]:
    """Return every choice that stands, in order, and how the stories of the store stand to it."""
    mends = store.mends.all()
    known = store.stories.known() if mends else ()
    story_of = {article: story.id for story in known for article in story.articles}
    return tuple(_report(stored, story_of) for stored in mends)


def _report(stored: StoredMend, story_of: Mapping[str, str]) -> MendReport:
    return MendReport(
        number=stored.number,
        at=stored.at,
        kind=stored.mend.kind.value,
        state=_state(stored.followed, story_of) if stored.followed else "waiting",
        articles=stored.mend.articles,
        others=stored.mend.others,
        stories=stored.mend.stories,
    )


def _state(mend: Mend, story_of: Mapping[str, str]) -> str:
    here, there = _homes(mend.articles, story_of), _homes(mend.others, story_of)
    if not here or not there:
        return "ignored"
    if mend.kind is MendKind.SPLIT:
        held = there[0] not in here
    elif mend.kind is MendKind.MERGE:
        held = there[0] == here[0]
    else:
        held = set(here) == {there[0]}
    return "held" if held else "overruled"


def _homes(articles: Sequence[str], story_of: Mapping[str, str]) -> list[str]:
    """Return the stories of `articles`, that of most of them first."""
    homes = Counter(story_of[article] for article in sorted(articles) if article in story_of)
    return [story for story, _ in homes.most_common()]
