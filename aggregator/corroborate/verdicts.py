"""What we say of a claim: confirmed or unclear, with all its reasons. The rubric: docs/verdicts.md."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from aggregator.ages import latest_year
from aggregator.config import Policy
from aggregator.corroborate.figures import differing
from aggregator.corroborate.matching import opposite_sides
from aggregator.corroborate.quantities import Quantity, is_update
from aggregator.corroborate.ties import Ties
from aggregator.corroborate.views import View
from aggregator.evidence import sha256
from aggregator.models import ClaimRef, Reason, Role, SourceKind, Standing, Verdict

# How much a sentence's role says about its place in a brief; the main event first (van Dijk 1988).
ROLE_WEIGHT = {
    Role.MAIN: 1.0,
    Role.CONSEQUENCE: 0.6,
    Role.PREVIOUS_EVENT: 0.2,
    Role.CURRENT_CONTEXT: 0.2,
    Role.EXPECTATION: 0.2,
    Role.OTHER: 0.0,
    Role.EVALUATION: -0.2,
    Role.HISTORY: -0.4,
    Role.ANECDOTE: -1.0,
}
# What other articles speak of too is the story; the factor lifts it over a lively detail of one article.
CENTRALITY_FACTOR = 3.0
# What somebody said in so many words colours a story; it is seldom the news itself.
QUOTE_PENALTY = 1.0
# A private person, told by name and age, stands for an anecdote.
PRIVATE_PENALTY = 0.7
_PRIVATE = re.compile(r"\b[A-Z][\w’'-]+, \d\d,")
# What will be, not what may be: "will" leaves half of full certainty.
PLANNED_FROM = 1.0
# Doubts that lie in how one source tells a matter, not in the matter.
TELLING_DOUBTS = frozenset({Reason.HEDGED, Reason.UNNAMED_SOURCE})
# News is told most important first: a sentence's place counts half at the fourth sentence.
POSITION_HALVES_AT = 3.0


@dataclass(frozen=True)
class Bench:
    """What a verdict is reached from: the claims, how they tie, the policy, the time of the story."""

    views: Sequence[View]
    ties: Ties
    policy: Policy
    told: datetime | None
    outdated: frozenset[tuple[str, int]] = frozenset()

    @cached_property
    def _known(self) -> dict[frozenset[ClaimRef], tuple[Quantity, Quantity]]:
        return {
            frozenset((one.view.ref, other.view.ref)): (one.quantity, other.quantity)
            for one, other in self.ties.figures
        }

    def rival_figures(self, a: View, b: View) -> list[tuple[Quantity, Quantity]]:
        """Return the pairs of figures of two claims that count one thing and cannot both hold."""
        known = self._known.get(frozenset((a.ref, b.ref)))
        return list(differing(a, b)) or ([known] if known else [])


def find_verdicts(bench: Bench) -> tuple[Verdict, ...]:
    """Return one verdict per matter, heaviest first; what a heavier claim says already gets none."""
    ranked = sorted(
        range(len(bench.views)), key=lambda place: (-_weight(bench, place), bench.views[place].order)
    )
    taken: set[int] = set()
    verdicts = []
    for place in ranked:
        if place in taken:
            continue
        taken |= {place, *_echoes(bench, place)}
        if not _superseded(bench, place):
            verdicts.append(_of_best_telling(bench, place))
    return tuple(verdicts)


def _of_best_telling(bench: Bench, place: int) -> Verdict:
    """The verdict on a claim, or on the same claim where it is told plainly: named stands above unnamed."""
    verdict = judge(bench, place)
    if not TELLING_DOUBTS.intersection(verdict.reasons):
        return verdict
    carriers = bench.ties.carriers
    same = [other for other in carriers[place] if place in carriers[other]]
    told = sorted((judge(bench, other) for other in same), key=lambda other: -other.weight)
    return next((other for other in told if other.standing is Standing.CONFIRMED), verdict)


def judge(bench: Bench, place: int) -> Verdict:
    """Return the verdict on one claim by its place in the bench's views."""
    view = bench.views[place]
    supporting = [view, *(bench.views[other] for other in bench.ties.carriers[place])]
    opposing = [bench.views[other] for other in _live_opponents(bench, place)]
    ahead = view.claim.future
    asserting = {other.origin for other in supporting if _asserts(other, bench.policy, ahead=ahead)}
    doubts = _doubts(bench, view, opposing)
    standing, reasons = _standing(view, doubts, len(asserting), bench.policy)
    alone = Reason.SINGLE_ORIGIN in reasons  # others speak of it, but do not state it as fact
    counted = [other for other in supporting if other.origin == view.origin or not alone]
    outlets = {other.outlet for other in counted}
    origins = {other.origin for other in counted}
    return Verdict(
        id=sha256(f"{view.ref.article}:{view.claim.start}:{view.claim.end}")[:12],
        standing=standing,
        reasons=reasons,
        lead=view.ref,
        supporting=tuple(other.ref for other in supporting),
        opposing=tuple(other.ref for other in opposing),
        origins=len(origins),
        outlets=len(outlets),
        weight=_weight(bench, place),
    )


def _standing(
    view: View, doubts: list[Reason], asserting: int, policy: Policy
) -> tuple[Standing, tuple[Reason, ...]]:
    confirmed = asserting >= policy.min_origins
    on_record = view.named or (view.claim.formal_act and bool(view.names))
    if doubts:
        single = [] if confirmed or on_record else [Reason.SINGLE_ORIGIN]
        return Standing.UNCLEAR, tuple(doubts + single)
    if confirmed:
        return Standing.CONFIRMED, (Reason.ORIGINS,)
    if on_record:
        return Standing.CONFIRMED, (Reason.ON_RECORD,)
    return Standing.UNCLEAR, (Reason.SINGLE_ORIGIN,)


def _doubts(bench: Bench, view: View, opposing: Sequence[View]) -> list[Reason]:
    claim, policy = view.claim, bench.policy
    denied = [other for other in opposing if opposite_sides(view, other)]
    differ = [other for other in opposing if bench.rival_figures(view, other)]
    found = {
        Reason.DENIED: any(other.claim.source.kind is not SourceKind.OUTLET for other in denied),
        Reason.DISPUTED: any(other.claim.source.kind is SourceKind.OUTLET for other in denied),
        Reason.FIGURES_DIFFER: bool(differ),
        Reason.FORECAST: claim.future and not claim.formal_act,
        Reason.OPINION: claim.opinion or view.article.opinion,
        Reason.HEDGED: abs(claim.certainty) < policy.certain_from and not claim.future,
        Reason.UNNAMED_SOURCE: claim.source.kind is SourceKind.UNNAMED,
        Reason.STALE: is_stale(view, bench.told, policy),
    }
    return [reason for reason, holds in found.items() if holds]


def is_stale(view: View, told: datetime | None, policy: Policy) -> bool:
    """Whether a claim is so much older than the time its story is told at that it is background.

    An undated text that knows of no year as late as that is taken to be older.
    """
    published = view.article.published
    if told is None:
        return False
    if published is None:
        return "" < latest_year(view.article.text) < str(told.year)
    return told - published > timedelta(days=policy.stale_after_days)


def _asserts(view: View, policy: Policy, *, ahead: bool = False) -> bool:
    """Whether the outlet itself states the claim as fact, or, of a matter that lies `ahead`, as planned."""
    claim = view.claim
    if claim.source.kind is not SourceKind.OUTLET or claim.opinion or view.article.opinion:
        return False
    if claim.future:
        return ahead and abs(claim.certainty) >= PLANNED_FROM
    return abs(claim.certainty) >= policy.certain_from and not claim.hedges


def _echoes(bench: Bench, place: int) -> set[int]:
    """The claims that say no more than this one."""
    return {
        other
        for other in bench.ties.carriers[place]
        if place in bench.ties.carriers[other] or len(bench.views[other].bag) <= len(bench.views[place].bag)
    } | {other for other, carriers in bench.ties.carriers.items() if place in carriers}


def _live_opponents(bench: Bench, place: int) -> list[int]:
    """Opponents that count: from another origin, and not overtaken by later reports or figures."""
    view = bench.views[place]
    found = []
    for other in bench.ties.opponents.get(place, ()):
        rival = bench.views[other]
        overtaken = _updated(bench, view, rival) or (
            opposite_sides(view, rival) and _overtaken(bench, place, rival)
        )
        if rival.origin != view.origin and not overtaken:
            found.append(other)
    return found


def _overtaken(bench: Bench, place: int, denial: View) -> bool:
    """Whether enough origins state as fact, well after a denial, what it denied: "he has not resigned"."""
    if denial.article.published is None:
        return False
    after = denial.article.published + timedelta(hours=bench.policy.update_after_hours)
    views = [bench.views[place], *(bench.views[other] for other in bench.ties.carriers[place])]
    later = {
        view.origin
        for view in views
        if _asserts(view, bench.policy) and view.article.published and view.article.published >= after
    }
    return len(later) >= bench.policy.min_origins


def _updated(bench: Bench, view: View, other: View) -> bool:
    """Whether two claims differ in figures alone, and the later ones replace the earlier."""
    pairs = bench.rival_figures(view, other)
    return bool(pairs) and all(is_update(a, b, bench.policy) for a, b in pairs)


def _superseded(bench: Bench, place: int) -> bool:
    """Whether a later report gives a newer figure for the same thing."""
    view = bench.views[place]
    return (view.article.id, view.claim.sentence) in bench.outdated or any(
        bench.views[other].order > view.order and _updated(bench, view, bench.views[other])
        for other in bench.ties.opponents.get(place, ())
    )


def _weight(bench: Bench, place: int) -> float:
    view = bench.views[place]
    supporting = [view, *(bench.views[other] for other in bench.ties.carriers[place])]
    origins = len({other.origin for other in supporting})
    position = POSITION_HALVES_AT / (POSITION_HALVES_AT + view.claim.sentence)
    text = view.evidence.text
    penalty = QUOTE_PENALTY * text.startswith(("“", '"')) + PRIVATE_PENALTY * bool(_PRIVATE.search(text))
    raw = (
        math.log2(1 + origins)
        + ROLE_WEIGHT[view.sentence.role]
        + position
        + CENTRALITY_FACTOR * bench.ties.centrality[place]
        - penalty
    )
    return round(raw, 6)
