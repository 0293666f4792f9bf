"""What is still open, from four places.

1. What the sources themselves leave open ("it was not immediately clear who ...").
2. Figures that differ.
3. Vague terms in the telling sentences that no source makes precise ("some equipment": which?).
4. Slots of the story's kind of event that no full text fills (`aggregator.kinds`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from aggregator.corroborate.views import View
from aggregator.evidence import evidence_at
from aggregator.kinds import EventKind, Slot, kind_of
from aggregator.models import (
    Annotation,
    Article,
    Completeness,
    Evidence,
    FigureTable,
    Question,
    QuestionKind,
    Role,
    Sentence,
    SlotAnswer,
    Verdict,
)
from aggregator.terms import bag, coverage, overlap, stem

# Salience on the scale of the kinds' files (1..5): what a reader would miss most.
CONFLICT_SALIENCE = 4.5
STATED_SALIENCE = 4.0
STATED_LATE_SALIENCE = 3.0
DECLINED_SALIENCE = 1.5
VAGUE_SALIENCE = 2.5
# A stated question this deep in an article is rarely about the story itself.
EARLY_SENTENCES = 12
# What a report left open so long before the story's newest one is taken to be overtaken.
OPEN_HOURS = 36
# Two stated questions this alike are one.
SAME_QUESTION_FROM = 0.5
# A late question is about the story when this share of its telling words stands in titles and leads.
NEAR_STORY_FROM = 0.2
# Vague terms are looked for where the story is told, not in its background.
TELLING_SENTENCES = 15

_DECLINED = re.compile(
    r"\b(?:declined to|did not (?:immediately )?(?:respond|reply|return)|could not be reached)", re.IGNORECASE
)
_VAGUE = re.compile(
    r"\b(?i:some|several|certain|various|a number of|unspecified|undisclosed|a handful of)\s+"
    r"(?!(?:are|were|is|was|have|had|of|say|said|who)\s)"
    r"((?:[a-z][\w’'-]*\s+){0,2}?[a-z][\w’'-]{3,}s)\b(?!\s+(?:of\s+the|who|that|ago|later|earlier))"
)
# "Several years", "some ways": time, manner and people in general need no sharpening.
_NOT_VAGUE = frozenset(
    stem(word)
    for word in """years months weeks days hours minutes times ways cases things parts places senses areas
    others reasons respects words eyes analysts experts critics officials people members observers
    circumstances instances extents points decades occasions hundreds thousands millions reports""".split()
)


@dataclass(frozen=True)
class Reading:
    """The story as read: its articles, oldest first, their annotations, claims and verdicts."""

    articles: Sequence[Article]
    annotations: Mapping[str, Annotation]
    views: Sequence[View]
    verdicts: Sequence[Verdict]
    tables: Sequence[FigureTable]

    @property
    def full(self) -> list[Article]:
        """The articles read in full, opinion pieces aside: only their silence counts."""
        return [
            article
            for article in self.articles
            if article.completeness is Completeness.FULL and not article.opinion
        ]

    def sentences(self, article: Article) -> tuple[Sentence, ...]:
        """The sentences of an article."""
        return self.annotations[article.id].sentences


def find_questions(reading: Reading) -> tuple[tuple[Question, ...], tuple[SlotAnswer, ...]]:
    """Return the open questions, what a reader would miss most first, and the slots that are filled."""
    slots, answers = _slots(reading)
    found = [*_stated(reading), *_conflicts(reading), *_vague(reading), *slots]
    ranked = sorted(found, key=lambda question: (-question.weight, question.kind))  # stable: oldest first
    return tuple(ranked), tuple(answers)


def _stated(reading: Reading) -> list[Question]:
    kept: list[tuple[Question, dict[str, float]]] = []
    about = bag(" ".join(_head(reading, article) for article in reading.articles))
    for article in reading.articles:
        for place, sentence in enumerate(reading.sentences(article)):
            if not sentence.open_question or article.opinion or _answers_open(reading, article, place):
                continue
            if _is_overtaken(reading, article):
                continue
            evidence = evidence_at(article, sentence.start, sentence.end)
            if place >= EARLY_SENTENCES and coverage(bag(evidence.text), about) < NEAR_STORY_FROM:
                continue
            both = (evidence, *_open_answer(reading, article, place))
            words = bag(evidence.text)
            if any(overlap(words, other) >= SAME_QUESTION_FROM for _, other in kept):
                continue
            weight = _stated_weight(evidence, place)
            kept.append(
                (
                    Question(
                        kind=QuestionKind.STATED,
                        evidence=both,
                        focus=sentence.open_span,
                        declined=bool(_DECLINED.search(evidence.text)),
                        weight=weight,
                    ),
                    words,
                )
            )
    return [question for question, _ in kept]


def _is_overtaken(reading: Reading, article: Article) -> bool:
    """Whether an article is so much older than the newest that what it left open was told since."""
    times = [one.published for one in reading.articles if one.published]
    if article.published is None or not times:
        return False
    return max(times) - article.published > timedelta(hours=OPEN_HOURS)


def _asks(article: Article, sentence: Sentence) -> bool:
    return sentence.open_question and article.text[sentence.start : sentence.end].endswith("?")


def _open_answer(reading: Reading, article: Article, place: int) -> tuple[Evidence, ...]:
    """The sentence after a question, where it leaves the question open ("Experts differ.")."""
    sentences = reading.sentences(article)
    if not _asks(article, sentences[place]) or place + 1 == len(sentences):
        return ()
    after = sentences[place + 1]
    return (evidence_at(article, after.start, after.end),) if after.open_question else ()


def _answers_open(reading: Reading, article: Article, place: int) -> bool:
    """Whether a sentence is shown with the question before it."""
    return place > 0 and bool(_open_answer(reading, article, place - 1))


def _stated_weight(evidence: Evidence, place: int) -> float:
    if _DECLINED.search(evidence.text):
        return DECLINED_SALIENCE
    return STATED_SALIENCE if place < EARLY_SENTENCES else STATED_LATE_SALIENCE


def _conflicts(reading: Reading) -> Iterator[Question]:
    for place, table in enumerate(reading.tables):
        if table.kind == "conflict":
            evidence = tuple(row.evidence for row in table.rows)
            yield Question(
                kind=QuestionKind.CONFLICT, evidence=evidence, table=place, weight=CONFLICT_SALIENCE
            )


def _vague(reading: Reading) -> Iterator[Question]:
    seen: set[str] = set()
    about = bag(" ".join(_head(reading, article) for article in reading.articles))
    for article in reading.articles:
        for sentence in reading.sentences(article)[:TELLING_SENTENCES]:
            evidence = evidence_at(article, sentence.start, sentence.end)
            for found in _VAGUE.finditer(evidence.text):
                noun = stem(found[1].split()[-1])
                if noun in seen or noun in _NOT_VAGUE or noun not in about or sentence.role is Role.ANECDOTE:
                    continue
                seen.add(noun)
                if not _sharpened(reading, noun):
                    focus = (evidence.start + found.start(), evidence.start + found.end())
                    yield Question(
                        kind=QuestionKind.VAGUE, evidence=(evidence,), focus=focus, weight=VAGUE_SALIENCE
                    )


def _sharpened(reading: Reading, noun: str) -> bool:
    """Whether any source counts the thing, or lists it ("systems such as ...", "systems, including ...")."""
    for view in reading.views:
        if noun not in view.bag:
            continue
        if any(noun in {stem(word) for word in figure.counted.split()} for figure in view.claim.figures):
            return True
        if re.search(r"\b(?:such as|including|namely|like|:)\s", view.content):
            return True
    return False


def _slots(reading: Reading) -> tuple[list[Question], list[SlotAnswer]]:
    kind = _kind(reading)
    questions: list[Question] = []
    answers: list[SlotAnswer] = []
    for slot in kind.slots if kind else ():
        answer = _filled(reading, slot)
        if answer is not None:
            answers.append(answer)
        elif reading.full and slot.expected(_heads(reading)) and not _told_anywhere(reading, slot):
            questions.append(
                Question(
                    kind=QuestionKind.SLOT, slot=slot.id, read=len(reading.full), weight=slot.salience * 0.75
                )
            )
    return questions, answers


def _kind(reading: Reading) -> EventKind | None:
    return kind_of(_heads(reading))


def _heads(reading: Reading) -> tuple[str, ...]:
    return tuple(_head(reading, article) for article in reading.articles)


def _head(reading: Reading, article: Article) -> str:
    lead = reading.sentences(article)[:2]
    return " ".join([article.title, *(article.text[sentence.start : sentence.end] for sentence in lead)])


def _filled(reading: Reading, slot: Slot) -> SlotAnswer | None:
    """The heaviest weighed claim that tells what the slot asks."""
    by_ref = {view.ref: view for view in reading.views}
    for verdict in reading.verdicts:
        view = by_ref[verdict.lead]
        if not view.sentence.open_question and slot.told.search(view.evidence.text):
            return SlotAnswer(slot=slot.id, claim=view.ref)
    return None


def _told_anywhere(reading: Reading, slot: Slot) -> bool:
    """Whether any sentence that was read, weighed or not, tells what the slot asks."""
    return any(
        slot.told.search(article.text[sentence.start : sentence.end])
        for article in reading.articles
        for sentence in reading.sentences(article)
        if not sentence.open_question
    )
