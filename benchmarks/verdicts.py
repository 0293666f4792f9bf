"""How often verdicts on invented stories are right, where the truth is known by construction.

    ./run bench verdicts --data DATA [--worlds gate]

Each template of an event (`planted/worlds`) is drawn a number of times with fixed seeds: who tells which
fact, how, copied from whom. "dev" templates were looked at while building; "gate" templates were only scored.
The folder of data is not read.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping
from random import Random

from aggregator.annotate import annotate_all, compare
from aggregator.config import Policy
from aggregator.corroborate import corroborate
from aggregator.models import Annotation, Assessment, ClaimRef, Reason, Standing, Verdict
from benchmarks.planted.newsroom import Planted, plant
from benchmarks.planted.telling import Fate, Told
from benchmarks.planted.worlds import drawn, templates

TRUE = frozenset({Fate.CONFIRMED, Fate.ROUNDED, Fate.UPDATE})
"""Fates whose facts at least two origins state as fact."""
REASONS = {
    Fate.HEDGED: {Reason.HEDGED},
    Fate.UNNAMED: {Reason.UNNAMED_SOURCE},
    Fate.DENIED: {Reason.DENIED, Reason.DISPUTED},
    Fate.CONFLICT: {Reason.FIGURES_DIFFER},
    **dict.fromkeys(
        (Fate.ONE_ORIGIN, Fate.WIRE, Fate.COPIED, Fate.FAMILY), frozenset({Reason.SINGLE_ORIGIN})
    ),
}
ORIGINS = dict.fromkeys((Fate.ONE_ORIGIN, Fate.WIRE, Fate.COPIED, Fate.FAMILY, Fate.ON_RECORD), 1)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("--worlds", choices=("dev", "gate"), default="gate")
    parser.add_argument("--draws", type=int, default=10, help="stories drawn from each template")
    parser.add_argument("--show", action="store_true", help="print what was judged wrong (dev worlds only)")


def main(args: argparse.Namespace) -> int:
    """Draw the stories, judge them, print what was right."""
    counts: Counter[str] = Counter()
    for name, raw in templates(args.worlds):
        for seed in range(args.draws):
            chance = Random(f"{name} {seed}")
            planted = plant(drawn(name, raw, chance), chance)
            annotations = dict(zip(planted.story.articles, annotate_all(planted.articles), strict=True))
            assessment = corroborate(planted.story, planted.articles, annotations, Policy(), compare)
            for note in Marker(planted, annotations, assessment).mark(counts):
                if args.show and args.worlds == "dev":
                    print(name, seed, note)
            counts["stories"] += 1
    print(
        f"{args.worlds} worlds: {counts['stories']} stories, {counts['verdicts']} verdicts on planted facts"
    )
    for line in _report(counts):
        print(line)
    return 0


class Marker:
    """Marks one assessed story against its truth."""

    def __init__(
        self, planted: Planted, annotations: Mapping[str, Annotation], assessment: Assessment
    ) -> None:
        self.planted, self.annotations, self.assessment = planted, annotations, assessment

    def mark(self, counts: Counter[str]) -> Iterator[str]:
        """Add to the counts; yield a note on each mistake."""
        yield from self._verdicts(counts)
        yield from self._facts(counts)
        yield from self._tables(counts)
        yield from self._asks(counts)

    def told(self, ref: ClaimRef) -> Told | None:
        """Return what the sentence of a claim tells, None for background."""
        claim = self.annotations[ref.article].claims[ref.claim]
        for (start, end), told in self.planted.told[ref.article].items():
            if start <= claim.start < end:
                return told
        return None

    def _verdicts(self, counts: Counter[str]) -> Iterator[str]:
        """Precision of `confirmed`: the lead's fact is one that two origins state."""
        for verdict in self.assessment.verdicts:
            lead = self.told(verdict.lead)
            counts["verdicts"] += lead is not None
            if lead is None or verdict.standing is not Standing.CONFIRMED:
                continue
            kind = "by origins" if Reason.ORIGINS in verdict.reasons else "on record"
            counts[f"confirmed {kind}"] += 1
            others = [self.told(ref) for ref in verdict.supporting[1:]] if kind == "by origins" else []
            counts["supporting"] += len(others)
            strange = [one for one in others if one is None or one.fact != lead.fact]
            counts["supporting right"] += len(others) - len(strange)
            if strange:
                yield f"strange support: {self._shown(verdict)}"
            if self._rightly(verdict, lead):
                counts[f"confirmed {kind} right"] += 1
            else:
                yield f"{kind}: {self._shown(verdict)}"

    def _rightly(self, verdict: Verdict, lead: Told) -> bool:
        """By origins: two origins state the lead's fact. On record: somebody named said or did it."""
        if Reason.ORIGINS in verdict.reasons:
            return lead.fate in TRUE and lead.manner not in {"early", "near"}
        return lead.manner not in {"unnamed", "hedged"}

    def _shown(self, verdict: Verdict) -> str:
        articles = {article.id: article for article in self.planted.articles}
        texts = []
        for ref in verdict.supporting[:4]:
            claim = self.annotations[ref.article].claims[ref.claim]
            told = self.told(ref)
            label = f"{told.fact} {told.manner}" if told else "-"
            texts.append(f"[{label}] {articles[ref.article].text[claim.start : claim.end]}")
        return f"{verdict.standing} {[str(one) for one in verdict.reasons]} " + " || ".join(texts)

    def _facts(self, counts: Counter[str]) -> Iterator[str]:
        """Recall of `confirmed` and of each reason, over the facts; origins counted right."""
        for key, fate in self.planted.fates.items():
            mine = [
                one for one in self.assessment.verdicts if (told := self.told(one.lead)) and told.fact == key
            ]
            if fate is Fate.UNTOLD:
                continue
            counts[f"{fate} all"] += 1
            if fate in TRUE:
                good = any(one.standing is Standing.CONFIRMED for one in mine)
            elif fate is Fate.ON_RECORD:
                good = any(Reason.ON_RECORD in one.reasons for one in mine)
            else:
                good = any(REASONS[fate] & set(one.reasons) for one in mine)
            counts[f"{fate} found"] += good
            if not good:
                yield f"missed {fate} {key}: " + " / ".join(self._shown(one) for one in mine)
            if fate in ORIGINS or fate is Fate.CONFIRMED:
                yield from self._origins(counts, key, fate, mine)

    def _origins(self, counts: Counter[str], key: str, fate: Fate, mine: list[Verdict]) -> Iterator[str]:
        """Whether the verdict on a fact counts as many origins as tell it."""
        tellers = {
            told.teller for spans in self.planted.told.values() for told in spans.values() if told.fact == key
        }
        expected = ORIGINS.get(fate, len(tellers - {6, 7}) + bool(tellers & {7}))
        counts["origins all"] += 1
        if any(one.origins == expected for one in mine):
            counts["origins right"] += 1
        else:
            yield f"origins of {key} ({fate}): {expected}, not {[one.origins for one in mine]}"

    def _tables(self, counts: Counter[str]) -> Iterator[str]:
        """Conflicts found, updates not called conflicts."""
        conflicts = set()
        for table in self.assessment.tables:
            facts = {
                told.fact
                for row in table.rows
                if (told := self._at(row.evidence.article, row.evidence.start))
            }
            if table.kind == "conflict":
                conflicts |= facts
        for key, fate in self.planted.fates.items():
            if fate in {Fate.CONFLICT, Fate.UPDATE}:
                counts[f"{fate} tables"] += 1
                counts[f"{fate} as conflict"] += key in conflicts
                if (key in conflicts) != (fate is Fate.CONFLICT):
                    yield f"table of {key} ({fate}): " + " || ".join(self._texts(key))

    def _texts(self, key: str) -> list[str]:
        return [
            told.text for spans in self.planted.told.values() for told in spans.values() if told.fact == key
        ]

    def _at(self, article: str, start: int) -> Told | None:
        return next(
            (told for span, told in self.planted.told[article].items() if span[0] <= start < span[1]), None
        )

    def _asks(self, counts: Counter[str]) -> Iterator[str]:
        """Open questions: shown where nobody tells, not shown where somebody does."""
        shown = {question.slot for question in self.assessment.questions if question.slot}
        for slot, is_told in self.planted.answered.items():
            kind = "answered" if is_told else "gap"
            counts[f"{kind} all"] += 1
            counts[f"{kind} shown"] += slot in shown
            if (slot in shown) == is_told:
                yield f"question {slot} {'shown though answered' if is_told else 'not shown'}"


def _report(counts: Counter[str]) -> Iterator[str]:
    for kind in ("by origins", "on record"):
        yield f"confirmed {kind}: precision {_share(counts, f'confirmed {kind} right', f'confirmed {kind}')}"
    yield f"supporting sentences that tell the same fact: {_share(counts, 'supporting right', 'supporting')}"
    for fate in Fate:
        if counts[f"{fate} all"]:
            yield f"{fate}: recall {_share(counts, f'{fate} found', f'{fate} all')}"
    true = sum(counts[f"{fate} all"] for fate in TRUE)
    found = sum(counts[f"{fate} found"] for fate in TRUE)
    yield f"recall of confirmed, all three: {found / max(1, true):.3f} ({found}/{true})"
    yield f"origins counted right: {_share(counts, 'origins right', 'origins all')}"
    for fate, title in (
        (Fate.CONFLICT, "figure conflicts found"),
        (Fate.UPDATE, "updates called a conflict"),
    ):
        yield f"{title}: {_share(counts, f'{fate} as conflict', f'{fate} tables')}"
    yield f"planted gaps found: {_share(counts, 'gap shown', 'gap all')}"
    yield f"answered questions shown as open: {_share(counts, 'answered shown', 'answered all')}"


def _share(counts: Counter[str], part: str, whole: str) -> str:
    return f"{counts[part] / max(1, counts[whole]):.3f} ({counts[part]}/{counts[whole]})"
