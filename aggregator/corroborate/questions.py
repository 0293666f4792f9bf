"""What is still open, from four places.

1. What the sources themselves leave open ("it was not immediately clear who ...").
2. Figures that differ.
3. Vague terms in the telling sentences that no source makes precise ("some equipment": which?).
4. Slots of the story's kind of event that no full text fills (`aggregator.kinds`).
"""

from __future__ import annotations

from collections.abc import Iterator

from aggregator.corroborate.reading import Reading
from aggregator.corroborate.stated import stated_questions
from aggregator.corroborate.telling import kind_told, tells
from aggregator.corroborate.vague import vague_terms
from aggregator.kinds import Slot
from aggregator.models import Question, QuestionKind, SlotAnswer

# Salience on the scale of the kinds' files (1..5): what a reader would miss most.
CONFLICT_SALIENCE = 4.5
# The silence of one report says little.
FEWEST_READ = 2
# What may leave no gap is not yet an answer: it tells what is asked with this chance or more.
ANSWERS_FROM = 0.6
# So many claims that tell what a slot asks are kept for the brief to choose its answer from.
MOST_ANSWERS = 8


def find_questions(reading: Reading) -> tuple[tuple[Question, ...], tuple[SlotAnswer, ...]]:
    """Return the open questions, what a reader would miss most first, and the slots that are filled."""
    slots, answers = _slots(reading)
    found = [*stated_questions(reading), *_conflicts(reading), *vague_terms(reading), *slots]
    ranked = sorted(found, key=lambda question: (-question.weight, question.kind))  # stable: oldest first
    return tuple(ranked), tuple(answers)


def _conflicts(reading: Reading) -> Iterator[Question]:
    for place, table in enumerate(reading.tables):
        if table.kind == "conflict":
            evidence = tuple(row.evidence for row in table.rows)
            yield Question(
                kind=QuestionKind.CONFLICT, evidence=evidence, table=place, weight=CONFLICT_SALIENCE
            )


def _slots(reading: Reading) -> tuple[list[Question], list[SlotAnswer]]:
    kind = kind_told(reading)
    questions: list[Question] = []
    answers: list[SlotAnswer] = []
    for slot in kind.slots if kind else ():
        answers += _answers(reading, slot)
        if (
            len(reading.full) >= FEWEST_READ
            and slot.expected(reading.heads)
            and not _told_anywhere(reading, slot)
        ):
            questions.append(
                Question(
                    kind=QuestionKind.SLOT, slot=slot.id, read=len(reading.full), weight=slot.salience * 0.75
                )
            )
    return questions, answers


def _answers(reading: Reading, slot: Slot) -> list[SlotAnswer]:
    """The weighed claims that tell what the slot asks, the surest first."""
    by_ref = {view.ref: view for view in reading.views}
    views = [by_ref[verdict.lead] for verdict in reading.verdicts]
    told = [(tells(slot, view.sentence, view.evidence.text), view) for view in views]
    found = sorted(((sure, view) for sure, view in told if sure >= ANSWERS_FROM), key=lambda item: -item[0])
    return [SlotAnswer(slot=slot.id, claim=view.ref) for _, view in found[:MOST_ANSWERS]]


def _told_anywhere(reading: Reading, slot: Slot) -> bool:
    """Whether any sentence that was read, weighed or not, tells what the slot asks."""
    return any(
        tells(slot, sentence, article.text[sentence.start : sentence.end])
        for article in reading.articles
        for sentence in reading.sentences(article)
    )
