"""What the sources themselves leave open ("it was not immediately clear who ...")."""

from __future__ import annotations

import re
from datetime import timedelta

from aggregator.ages import time_told
from aggregator.corroborate.reading import Reading
from aggregator.evidence import evidence_at
from aggregator.models import Article, Evidence, Question, QuestionKind, Sentence
from aggregator.terms import bag, coverage, overlap

# Salience on the scale of the kinds' files (1..5): what a reader would miss most.
STATED_SALIENCE = 4.0
STATED_LATE_SALIENCE = 3.0
DECLINED_SALIENCE = 1.5
# A stated question this deep in an article is rarely about the story itself.
EARLY_SENTENCES = 12
# What a report left open so long before the time the story is told at is taken to be overtaken.
OPEN_HOURS = 36
# Two stated questions this alike are one.
SAME_QUESTION_FROM = 0.5
# A late question is about the story when this share of its telling words stands in titles and leads.
NEAR_STORY_FROM = 0.2

_DECLINED = re.compile(
    r"\b(?:declin(?:ed|es|ing) to|no comment|"
    r"did(?: not|n[’']t) (?:immediately )?(?:respond|reply|return|identify|name|comment)|"
    r"(?:could|would)(?: not|n[’']t) (?:immediately )?(?:be (?:immediately )?reached|comment|release|"
    r"discuss)|"
    r"(?:has|have|had|was|were) (?:not|yet to) (?:yet |been |publicly |be )*"
    r"(?:released|identified|named|comment(?:ed)?|respond(?:ed)?))",
    re.IGNORECASE,
)
# It says what is open: "whether", "who".
_WHAT = re.compile(r"\b(?:if|whether|what|who|whom|whose|when|where|why|how|which)\b", re.IGNORECASE)


def stated_questions(reading: Reading) -> list[Question]:
    """Return what sentences leave open, each matter once, oldest first."""
    kept: list[tuple[Question, dict[str, float]]] = []
    for article in reading.articles:
        for place, sentence in enumerate(reading.sentences(article)):
            if not sentence.open_question or article.opinion or _answers_open(reading, article, place):
                continue
            if _is_overtaken(reading, article):
                continue
            evidence = evidence_at(article, sentence.start, sentence.end)
            if place >= EARLY_SENTENCES and coverage(bag(evidence.text), reading.about) < NEAR_STORY_FROM:
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
                        declined=_is_declined(evidence.text),
                        weight=weight,
                    ),
                    words,
                )
            )
    return [question for question, _ in kept]


def _is_overtaken(reading: Reading, article: Article) -> bool:
    """Whether an article is so much older than the story's others that what it left open was told since."""
    span = timedelta(hours=OPEN_HOURS)
    told = time_told((one.published for one in reading.articles), span)
    return article.published is not None and told is not None and told - article.published > span


def _asks(article: Article, sentence: Sentence) -> bool:
    return sentence.open_question and article.text[sentence.start : sentence.end].endswith("?")


def _open_answer(reading: Reading, article: Article, place: int) -> tuple[Evidence, ...]:
    """The sentence after a question, where it leaves the question open ("Experts differ.")."""
    sentences = reading.sentences(article)
    if not _asks(article, sentences[place]) or place + 1 == len(sentences):
        return ()
    after = sentences[place + 1]
    is_answer = after.open_question and not _asks(article, after)
    return (evidence_at(article, after.start, after.end),) if is_answer else ()


def _answers_open(reading: Reading, article: Article, place: int) -> bool:
    """Whether a sentence is shown with the question before it."""
    return place > 0 and bool(_open_answer(reading, article, place - 1))


def _is_declined(text: str) -> bool:
    """Whether somebody just would not speak; "declined to say whether ..." tells what is open."""
    found = _DECLINED.search(text)
    return bool(found) and not _WHAT.search(text, found.end() if found else 0)


def _stated_weight(evidence: Evidence, place: int) -> float:
    if _is_declined(evidence.text):
        return DECLINED_SALIENCE
    return (
        STATED_SALIENCE if place < EARLY_SENTENCES and _WHAT.search(evidence.text) else STATED_LATE_SALIENCE
    )
