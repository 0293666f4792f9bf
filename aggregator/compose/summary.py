"""The summary: one or two sentences that say what happened, each with its standing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from aggregator.compose.choosing import QUOTES, Chooser
from aggregator.compose.headings import NOT_NEWS
from aggregator.compose.material import Material
from aggregator.compose.parts import words
from aggregator.compose.values import value
from aggregator.models import Line, PartKind, Reason, Role, SourceKind, Standing, Verdict
from aggregator.terms import bag, coverage

MAX_LINES = 2
# The second sentence must be worth a good part of the first; else one sentence is the summary.
SECOND_FROM = 0.6
# It must tell something new: the first says it with less than this chance.
NEW_BELOW = 0.35
# With less confirmed news than this, one sentence is the summary and the rest is What We Know.
ENOUGH_NEWS = 4
# A sentence that says all that the titles say is worth so much more as the first of a summary.
TOLD_BY_TITLES = 5.0
# What is confirmed is worth so much more: what one outlet alone has must say much more of the title.
CONFIRMED_BONUS = 1.5
# The newest report has the newest counts; it is worth so much more than the oldest.
NEWEST_BONUS = 0.5


def summary_lines(material: Material, chooser: Chooser, title: str) -> list[Line]:
    """Return one or two lines: what the title promises, confirmed if it can be, then what else is news."""
    if len(material.assessment.origins) == 1:
        found = chooser.take(_is_lead(material, confirmed=False), 1, _as_told(material))
        return [_reported(material, verdict, line) for verdict, line in found]
    found = chooser.take(_is_lead(material, confirmed=False), 1, _titles_first(material, title))
    floor = SECOND_FROM * max((verdict.weight for verdict, _ in found), default=0.0)
    fits = _is_lead(material, confirmed=True)
    enough = sum(fits(verdict) for verdict in material.assessment.verdicts) >= ENOUGH_NEWS
    if len(found) < MAX_LINES and enough:
        found += chooser.take(
            lambda verdict: (
                fits(verdict)
                and verdict.weight >= floor
                and material.sentence(verdict.lead).role in {Role.MAIN, Role.CONSEQUENCE}
                and chooser.told(material.text(verdict.lead)) < NEW_BELOW
            ),
            MAX_LINES - len(found),
        )
    return [_reported(material, verdict, line) for verdict, line in found]


def _as_told(material: Material) -> Callable[[Verdict], tuple[int, str]]:
    """The order of a single report: nobody sums it up better than its own first sentences."""
    return lambda verdict: (material.claim(verdict.lead).sentence, verdict.id)


def _titles_first(material: Material, title: str) -> Callable[[Verdict], tuple[float, str]]:
    """The order of a story: what weighs most, is confirmed, and says what the title and its like say."""
    titles, chosen = material.headline_bag, bag(title)

    def key(verdict: Verdict) -> tuple[float, str]:
        words = bag(material.text(verdict.lead))
        said = (coverage(titles, words) + coverage(chosen, words)) / 2
        newer = material.numbers[verdict.lead.article] / len(material.numbers)
        sure = CONFIRMED_BONUS * (verdict.standing is Standing.CONFIRMED)
        return -(verdict.weight + TOLD_BY_TITLES * said + NEWEST_BONUS * newer + sure), verdict.id

    return key


def _is_lead(material: Material, *, confirmed: bool) -> Callable[[Verdict], bool]:
    def fits(verdict: Verdict) -> bool:
        sentence = material.sentence(verdict.lead)
        return (
            (verdict.standing is Standing.CONFIRMED or not confirmed)
            and sentence.role not in NOT_NEWS
            and not sentence.open_question
            and not material.text(verdict.lead).startswith(QUOTES)
            and not {Reason.OPINION, Reason.STALE} & set(verdict.reasons)
        )

    return fits


def _reported(material: Material, verdict: Verdict, line: Line) -> Line:
    """News of one origin is put in the mouth of the outlet that reports it."""
    claim = material.claim(verdict.lead)
    owned = line.parts[0].kind is PartKind.VALUE
    if verdict.standing is Standing.CONFIRMED or claim.source.kind is not SourceKind.OUTLET or owned:
        return line
    outlet = value(material.record, "outlet", verdict.lead.article)
    return replace(line, parts=(outlet, words(" reports: "), *line.parts))
