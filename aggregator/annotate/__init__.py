"""Read articles: `Article -> Annotation` (sentences, entities, events, claims).

The walk: text | blocks and sentences | the trained reader (classes, heads, names, certainty, who speaks) |
attributions | speakers | claims with figures | roles -> Annotation. `compare` reads two sentences together.
Everything is a pure function of the article.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from aggregator.annotate.claims import find_claims
from aggregator.annotate.comparing import compare
from aggregator.annotate.document import Document, Line, read_document
from aggregator.annotate.entities import to_entity
from aggregator.annotate.event_words import judge_events
from aggregator.annotate.figures import find_figures
from aggregator.annotate.openness import find_open
from aggregator.annotate.people import find_people
from aggregator.annotate.pointing import find_pointers
from aggregator.annotate.quotes import quoted_share
from aggregator.annotate.reader.model import VERSION
from aggregator.annotate.record import record
from aggregator.annotate.roles import features, find_roles
from aggregator.annotate.times import Moment, find_moments
from aggregator.models import Annotation, Article, Claim, Entity, Event, Figure, Pointer, Role, Sentence

__all__ = ["VERSION", "annotate", "annotate_all", "claims_of", "compare", "record"]


# A question with this share of its characters in quotation marks is somebody's talk.
QUOTED_FROM = 0.8


def annotate(article: Article) -> Annotation:
    """Return all that is found in one article. Offsets count characters of `article.text`."""
    document, moments, by_line, claims, day = _read(article)
    roles = find_roles(document, article.title, day, moments, by_line)
    return Annotation(
        article=article.id,
        made_by=VERSION,
        sentences=tuple(map(partial(_sentence, document), document.lines, roles, find_pointers(document))),
        entities=tuple(_entities(document)),
        events=tuple(event for line in document.lines for event in _events(line)),
        claims=tuple(claims),
        people=find_people(document),
    )


Read = tuple[Document, list[list[Moment]], list[list[Claim]], list[Claim], date | None]


def _read(article: Article) -> Read:
    """An article's document, times, claims by sentence and in order, and the day its past is told from."""
    document = read_document(article.text)
    published = article.published.date() if article.published else None
    moments = [find_moments(_text(document, line), published) for line in document.lines]
    claims = _with_figures(document, find_claims(document), moments)
    by_line: list[list[Claim]] = [[] for _ in document.lines]
    for claim in claims:
        by_line[claim.sentence].append(claim)
    return document, moments, by_line, claims, published or _latest(moments)


def signs_of(article: Article) -> list[tuple[int, dict[str, float]]]:
    """Return where each told sentence starts, with the signs of its role: what `training.roles` weighs."""
    document, moments, by_line, _, day = _read(article)
    told = [line.start for line in document.lines if line.piece.stopped]
    return (
        list(zip(told, features(document, article.title, day, moments, by_line), strict=True)) if told else []
    )


def annotate_all(articles: Iterable[Article]) -> Iterator[Annotation]:
    """Yield the annotation of each article, in order."""
    return (annotate(article) for article in articles)


def claims_of(text: str) -> Annotation:
    """Return the annotation of a text that stands alone, such as one sentence to be matched."""
    return annotate(Article(id="", text=text))


def _latest(moments: Sequence[Sequence[Moment]]) -> date | None:
    """The end of the latest year a text without a date names: its past is told from there."""
    years = [int(one.value[:4]) for dated in moments for one in dated if one.value[:4].isdigit()]
    return date(max(years), 12, 31) if years else None


def _text(document: Document, line: Line) -> str:
    return document.text[line.start : line.end]


def _sentence(document: Document, line: Line, role: Role, pointers: tuple[Pointer, ...]) -> Sentence:
    quoted = quoted_share(document.quotations, line.start, line.end) >= QUOTED_FROM
    found = find_open(_text(document, line), quoted=quoted)
    span = (line.start + found[0], line.start + found[1]) if found else None
    return Sentence(
        start=line.start,
        end=line.end,
        role=role,
        open_question=span is not None,
        open_span=span,
        paragraph=line.piece.paragraph,
        pointers=pointers,
        tells=line.reading.told,
    )


def _with_figures(
    document: Document, claims: Sequence[Claim], moments: Sequence[Sequence[Moment]]
) -> list[Claim]:
    """Give each claim the figures that stand in its matter."""
    figures = [
        [_moved(one, line.start) for one in find_figures(_text(document, line), line.words, dated)]
        for line, dated in zip(document.lines, moments, strict=True)
    ]
    return [
        replace(
            claim,
            figures=tuple(
                one
                for one in figures[claim.sentence]
                if claim.content[0] <= one.start and one.end <= claim.content[1]
            ),
        )
        for claim in claims
    ]


def _moved(figure: Figure, by: int) -> Figure:
    return replace(figure, start=figure.start + by, end=figure.end + by)


def _entities(document: Document) -> Iterator[Entity]:
    for line in document.lines:
        for name in line.names:
            yield to_entity(_text(document, line), line.start, line.words, name)


def _events(line: Line) -> Iterator[Event]:
    for judged in judge_events(line.words, line.reading):
        start, end = line.span((judged.place, judged.place + 1))
        cues = tuple(line.words[place].text for place in judged.cues)
        yield Event(start=start, end=end, certainty=judged.certainty, cues=cues)
