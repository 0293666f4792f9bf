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
from aggregator.corroborate.vague import vague_terms
from aggregator.kinds import Slot, kind_of
from aggregator.models import Question, QuestionKind, SlotAnswer

# Salience on the scale of the kinds' files (1..5): what a reader would miss most.
CONFLICT_SALIENCE = 4.5


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
    kind = kind_of(reading.heads)
    questions: list[Question] = []
    answers: list[SlotAnswer] = []
    for slot in kind.slots if kind else ():
        answer = _filled(reading, slot)
        if answer is not None:
            answers.append(answer)
        elif reading.full and slot.expected(reading.heads) and not _told_anywhere(reading, slot):
            questions.append(
                Question(
                    kind=QuestionKind.SLOT, slot=slot.id, read=len(reading.full), weight=slot.salience * 0.75
                )
            )
    return questions, answers


def _filled(reading: Reading, slot: Slot) -> SlotAnswer | None:
    """The heaviest weighed claim that tells what the slot asks."""
    by_ref = {view.ref: view for view in reading.views}
    for verdict in reading.verdicts:
        view = by_ref[verdict.lead]
        if not view.sentence.open_question and slot.told_in(view.evidence.text):
            return SlotAnswer(slot=slot.id, claim=view.ref)
    return None


def _told_anywhere(reading: Reading, slot: Slot) -> bool:
    """Whether any sentence that was read, weighed or not, tells what the slot asks."""
    return any(
        slot.told_in(article.text[sentence.start : sentence.end])
        for article in reading.articles
        for sentence in reading.sentences(article)
        if not sentence.open_question
    )
