"""How an edition was made, from what it records: the rules in force, its reasons and how often each holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from aggregator.compose.wording import REASON_NOTES
from aggregator.models import Brief, Edition, Reason, Rule
from aggregator.render.proof import WHY_IN_WORDS
from aggregator.render.views import MethodView, ReasonView


def method_view(edition: Edition, reasons: Mapping[Reason, int], joins: Mapping[str, int]) -> MethodView:
    """Return the methodology of `edition`, with how many lines have each reason, and articles each rule."""
    return MethodView(
        rules=_by_section(edition.rules),
        reasons=_reasons(edition, reasons),
        joins=tuple(
            ReasonView(code=code, words=words, lines=joins.get(code, 0))
            for code, words in WHY_IN_WORDS.items()
        ),
        program=edition.manifest.program,
        steps=edition.manifest.steps,
    )


def reasons_of(brief: Brief) -> Iterator[Reason]:
    """Yield the reasons of every line of a brief."""
    for section in brief.sections:
        for line in section.lines:
            yield from line.reasons


def joins_of(brief: Brief) -> Iterator[str]:
    """Yield for every article of a brief the rules that made it one origin with others."""
    for source in brief.sources:
        yield from {code.partition(":")[0].strip() for code in source.origin_why}


def _by_section(rules: Sequence[Rule]) -> tuple[tuple[str, tuple[Rule, ...]], ...]:
    names = dict.fromkeys(rule.section for rule in rules)
    return tuple((name, tuple(rule for rule in rules if rule.section == name)) for name in names)


def _reasons(edition: Edition, held: Mapping[Reason, int]) -> tuple[ReasonView, ...]:
    least = next((rule.value for rule in edition.rules if rule.name == "min_origins"), "")
    return tuple(
        ReasonView(
            code=reason.value, words=note.format(origins=f"{least} or more"), lines=held.get(reason, 0)
        )
        for reason, note in REASON_NOTES.items()
    )
