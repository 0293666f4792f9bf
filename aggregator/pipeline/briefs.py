"""The briefs of an edition that is being made, one at a time.

    write | prove every line | what changed, revisions | weigh -> set aside in the store
    | put in order, tie related

What the edition tells of all of them is noted as they pass; no more than one is held.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from aggregator.errors import VerificationError
from aggregator.pipeline import write
from aggregator.pipeline.history import taken_back
from aggregator.pipeline.proof import VERIFY, proved
from aggregator.pipeline.revisions import with_revisions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.compose import Gist
    from aggregator.models import Brief, Correction, Problem
    from aggregator.pipeline.choose import Choice
    from aggregator.pipeline.context import Walk


@dataclass(slots=True)
class Made:
    """What is kept of an edition's briefs; `gists` are in their order, heaviest first, once all are made."""

    gists: list[Gist] = field(default_factory=list)
    weights: dict[str, float] = field(default_factory=dict)
    lines: int = 0
    taken_back: list[Correction] = field(default_factory=list)
    dropped: list[Problem] = field(default_factory=list)

    @property
    def order(self) -> list[str]:
        """The stories, heaviest first."""
        return [gist.story for gist in self.gists]

    @property
    def slugs(self) -> dict[str, str]:
        """The folder of each story."""
        return {gist.story: gist.slug for gist in self.gists}


def make(walk: Walk, choices: Sequence[Choice], edition: str) -> Made:
    """Write the briefs of `choices`, set them aside for `edition`, and return what it tells of them.

    Raises:
        VerificationError: if not one holds against its sources.
    """
    from aggregator.compose import gist_of  # noqa: PLC0415 - as in `write`

    made = Made()
    edited = frozenset(walk.store.texts.edited())
    for choice, brief in write.write(walk, choices):
        whole = _whole(walk, choice, brief, edited, made)
        if whole is not None:
            walk.store.editions.save_brief(edition, whole)
            made.gists.append(gist_of(whole))
            made.weights[whole.story] = whole.weight
            made.lines += sum(len(section.lines) for section in whole.sections)
            made.taken_back += taken_back(whole, walk.now)
    if not made.gists:
        why = made.dropped[0].detail
        raise VerificationError(f"no brief of {len(choices)} holds against its sources: {why}")
    made.gists.sort(key=lambda gist: (-made.weights[gist.story], gist.story))
    made.taken_back.sort(key=lambda entry: (-made.weights[entry.story], entry.story))
    _tie(walk, made, edition)
    return made


def _whole(walk: Walk, choice: Choice, brief: Brief, edited: frozenset[str], made: Made) -> Brief | None:
    """Return a brief as it goes into the edition; None if it does not hold, noting what was dropped."""
    from aggregator.compose import verify_brief, weigh  # noqa: PLC0415 - as in `write`

    articles = {stored.article.id: stored.article for stored in choice.articles}
    with walk.watch.step(VERIFY):
        whole, problems = proved(brief, articles, verify_brief)
    made.dropped.extend(problems)
    if whole is None:
        return None
    # Weighed now: a brief of yesterday may stand while its story no longer grows.
    return weigh(with_revisions(walk.store, write.with_history(walk, choice, whole), edited), walk.now)


def _tie(walk: Walk, made: Made, edition: str) -> None:
    """Put into the briefs that were set aside which others are related to them."""
    from aggregator.compose import related_of  # noqa: PLC0415 - as in `write`

    for story, related in related_of(made.gists).items():
        brief = walk.store.editions.brief(edition, story)
        walk.store.editions.save_brief(edition, replace(brief, related=related))
