"""Open questions and answers to the questions a reader would ask, put into fixed forms of words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from aggregator.compose.choosing import Chooser
from aggregator.compose.cutting import cut_line
from aggregator.compose.headings import NOT_NEWS
from aggregator.compose.material import Material
from aggregator.compose.parts import source, words
from aggregator.compose.values import value
from aggregator.compose.wording import allowed
from aggregator.kinds import slots
from aggregator.models import (
    ClaimRef,
    FigureTable,
    Line,
    Part,
    Question,
    QuestionKind,
    Reason,
    Standing,
    Verdict,
)

MAX_QUESTIONS = 6
# Of each kind so many at most; that somebody did not comment leaves nothing open that a reader would miss.
MOST = {"stated": 4, "conflict": 3, "vague": 1, "slot": 2, "declined": 0}
# A gap is worth a line when it is among what a reader misses most; the others wait in the FAQ.
MISSED_FROM = 3.0
MIN_FAQ, MAX_FAQ = 2, 5
LEFT_OPEN = "left open by the source itself"
# An answer must come from the heart of the story: this share of its heaviest claim's weight.
ANSWER_FROM = 0.5
NOT_AN_ANSWER = frozenset(
    {Reason.STALE, Reason.OPINION, Reason.FORECAST, Reason.HEDGED, Reason.UNNAMED_SOURCE, Reason.DENIED}
)


def open_lines(material: Material, chooser: Chooser) -> list[tuple[Question, Line]]:
    """Return the lines of the open questions, what a reader would miss most first, a handful."""
    found: list[tuple[Question, Line]] = []
    for question in material.assessment.questions:
        if len(found) == MAX_QUESTIONS:
            break
        if sum(_kind(kept) == _kind(question) for kept, _ in found) == MOST[_kind(question)]:
            continue
        if question.kind is QuestionKind.SLOT and question.weight < MISSED_FROM:
            continue
        line = _line(material, question)
        if line is not None and _is_taken(material, question, line, chooser):
            found.append((question, line))
    return found


def _is_taken(material: Material, question: Question, line: Line, chooser: Chooser) -> bool:
    """Whether a line is new; a vague term must have been read in one above."""
    if question.kind is not QuestionKind.VAGUE:
        return chooser.claim_line(line)
    text = material.articles[question.evidence[0].article].text
    return question.focus is not None and chooser.prints(text[slice(*question.focus)])


def _kind(question: Question) -> str:
    return "declined" if question.declined else question.kind.value


def _line(material: Material, question: Question) -> Line | None:
    if question.kind is QuestionKind.STATED:
        return _stated(material, question)
    if question.kind is QuestionKind.CONFLICT:
        return _conflict(material, question)
    if question.kind is QuestionKind.VAGUE:
        return _vague(material, question)
    return _slot(material, question)


def _stated(material: Material, question: Question) -> Line | None:
    """The source's own words for what it leaves open."""
    evidence = question.evidence[0]
    if evidence.text.endswith("?"):
        return _asked(material, question)
    for place, claim in enumerate(material.annotations[evidence.article].claims):
        sentence = material.annotations[evidence.article].sentences[claim.sentence]
        if sentence.start == evidence.start:
            line = cut_line(material, ClaimRef(article=evidence.article, claim=place))
            return line and replace(line, standing=Standing.UNCLEAR, note=LEFT_OPEN)
    return None


def _asked(material: Material, question: Question) -> Line | None:
    """A question the source asks, with its own open answer; one nobody takes up is rhetoric."""
    if len(question.evidence) == 1:
        return None
    article = material.articles[question.evidence[0].article]
    first, second = (source(article, evidence.start, evidence.end) for evidence in question.evidence[:2])
    return Line(
        parts=(first, words(" "), second),
        evidence=question.evidence,
        standing=Standing.UNCLEAR,
        note=LEFT_OPEN,
    )


def _conflict(material: Material, question: Question) -> Line:
    table = material.assessment.tables[question.table]
    parts = [words("Sources differ on "), _counted(material, table), words(": ")]
    rows = list({row.value: row for row in table.rows}.values())
    for place, row in enumerate(rows):
        joiner = "" if not place else (" or " if place == len(rows) - 1 else ", ")
        start = row.evidence.start + row.evidence.text.index(row.value)
        article = material.articles[row.evidence.article]
        parts += [words(joiner)] if joiner else []
        parts += [
            source(article, start, start + len(row.value)),
            words(" ("),
            value(material.record, "outlet", article.id),
            words(")"),
        ]
    return Line(
        parts=(*parts, words(".")),
        evidence=question.evidence,
        standing=Standing.UNCLEAR,
        note="sources give different figures",
        outlets=len({row.outlet for row in table.rows}),
    )


def _counted(material: Material, table: FigureTable) -> Part:
    """What the figures count, as some source words it."""
    for row in table.rows:
        start = row.evidence.text.lower().find(table.counted.lower())
        if start >= 0:
            begin = row.evidence.start + start
            return source(material.articles[row.evidence.article], begin, begin + len(table.counted))
    return words(table.counted if allowed(table.counted) else "the figure")


def _vague(material: Material, question: Question) -> Line | None:
    if question.focus is None:
        return None
    evidence = question.evidence[0]
    article = material.articles[evidence.article]
    return Line(
        parts=(
            words("What exactly is meant by “"),
            source(article, *question.focus),
            words("”: no source says more precisely."),
        ),
        evidence=question.evidence,
        standing=Standing.UNCLEAR,
        note="a vague term that no source makes precise",
    )


def _slot(material: Material, question: Question) -> Line:
    return Line(
        parts=(words(slots()[question.slot].gap), words(": "), *_not_stated(material)),
        standing=Standing.UNCLEAR,
        note="expected in a story of this kind, and not found",
    )


def _not_stated(material: Material, *, opening: str = "not stated in ") -> Iterator[Part]:
    read = value(material.record, "read")
    ending = " full text read." if read.text == "1" else " full texts read."
    yield from (words(opening), read, words(" of "), read, words(ending))


def faq_lines(material: Material, chooser: Chooser, asked: set[str]) -> list[Line]:
    """Return answered and unanswered questions a reader would ask; `asked` slots stand elsewhere already."""
    answers = _answers(material, chooser)
    gaps = [
        _unanswered(material, question)
        for question in material.assessment.questions
        if question.kind is QuestionKind.SLOT and question.slot not in asked
    ]
    found = [*answers, *gaps][:MAX_FAQ]
    return found if len(found) >= MIN_FAQ else []


def _answers(material: Material, chooser: Chooser) -> list[Line]:
    """An answer to each slot that is told, no sentence for two of them."""
    found: list[Line] = []
    for slot in dict.fromkeys(answer.slot for answer in material.assessment.answered):
        line = _answer(material, chooser, slot)
        if line is not None and all(line.text != other.text for other in found):
            found.append(line)
    return found


def _answer(material: Material, chooser: Chooser, slot: str) -> Line | None:
    """The line that tells most surely what the slot asks."""
    floor = ANSWER_FROM * max((verdict.weight for verdict in material.assessment.verdicts), default=0.0)
    verdicts = {verdict.lead: verdict for verdict in material.assessment.verdicts if verdict.weight >= floor}
    told = (verdicts.get(answer.claim) for answer in material.assessment.answered if answer.slot == slot)
    fit = [verdict for verdict in told if verdict and _is_answer(material, verdict)]
    fit.sort(key=lambda verdict: material.lateness(verdict.lead))  # stable: the surest first
    lines = (chooser.repeated(verdict) for verdict in fit)
    return next((replace(line, question=slots()[slot].ask) for line in lines if line), None)


def _is_answer(material: Material, verdict: Verdict) -> bool:
    """Whether a claim is firm news, fit to answer with."""
    sentence = material.sentence(verdict.lead)
    return not NOT_AN_ANSWER & set(verdict.reasons) and sentence.role not in NOT_NEWS


def _unanswered(material: Material, question: Question) -> Line:
    parts = tuple(_not_stated(material, opening="Not stated in "))
    return replace(_slot(material, question), parts=parts, question=slots()[question.slot].ask)
