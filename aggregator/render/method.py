"""How an edition was made, from what it records: the rules in force, its reasons and how often each holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from aggregator.compose.wording import REASON_NOTES
from aggregator.models import Edition, Rule
from aggregator.render.proof import WHY_IN_WORDS
from aggregator.render.views import MethodView, ReasonView


def method_view(edition: Edition) -> MethodView:
    """Return the methodology of `edition`, in its own numbers."""
    return MethodView(
        rules=_by_section(edition.rules),
        reasons=_reasons(edition),
        joins=_joins(edition),
        program=edition.manifest.program,
        steps=edition.manifest.steps,
    )


def _by_section(rules: Sequence[Rule]) -> tuple[tuple[str, tuple[Rule, ...]], ...]:
    names = dict.fromkeys(rule.section for rule in rules)
    return tuple((name, tuple(rule for rule in rules if rule.section == name)) for name in names)


def _reasons(edition: Edition) -> tuple[ReasonView, ...]:
    held = Counter(
        reason
        for brief in edition.briefs
        for section in brief.sections
        for line in section.lines
        for reason in line.reasons
    )
    least = next((rule.value for rule in edition.rules if rule.name == "min_origins"), "")
    return tuple(
        ReasonView(code=reason.value, words=note.format(origins=f"{least} or more"), lines=held[reason])
        for reason, note in REASON_NOTES.items()
    )


def _joins(edition: Edition) -> tuple[ReasonView, ...]:
    """Return each rule that makes articles one origin, and how many articles of the edition it joined."""
    held = Counter(
        rule
        for brief in edition.briefs
        for source in brief.sources
        for rule in {code.partition(":")[0].strip() for code in source.origin_why}
    )
    return tuple(ReasonView(code=code, words=words, lines=held[code]) for code, words in WHY_IN_WORDS.items())
