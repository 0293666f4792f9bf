"""Read articles: `Article -> Annotation` (sentences, entities, events, claims), by rules over word classes.

The walk: text | blocks and sentences | words with classes | names | attributions | turns (who speaks where) |
certainty, figures, times | claims, roles, what is left open. Everything is a pure function of the article.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aggregator.annotate.certainty import judge_events
from aggregator.annotate.claims import find_claims
from aggregator.annotate.document import Document, Line, read_document
from aggregator.annotate.entities import to_entity
from aggregator.models import Annotation, Article, Event, Sentence

VERSION = "rules-1"
"""What made an annotation; any change of rules or lists that changes output changes it."""


def annotate(article: Article) -> Annotation:
    """Return all that is found in one article. Offsets count characters of `article.text`."""
    document = read_document(article.text)
    return Annotation(
        article=article.id,
        made_by=VERSION,
        sentences=tuple(
            Sentence(start=line.start, end=line.end, paragraph=line.piece.paragraph)
            for line in document.lines
        ),
        entities=tuple(_entities(document)),
        events=tuple(event for line in document.lines for event in _events(line)),
        claims=tuple(find_claims(document)),
    )


def annotate_all(articles: Iterable[Article]) -> Iterator[Annotation]:
    """Yield the annotation of each article, in order."""
    return (annotate(article) for article in articles)


def claims_of(text: str) -> Annotation:
    """Return the annotation of a text that stands alone, such as one sentence to be matched."""
    return annotate(Article(id="", text=text))


def _entities(document: Document) -> Iterator:
    for line in document.lines:
        for name in line.names:
            yield to_entity(document.text[line.start : line.end], line.start, line.words, name)


def _events(line: Line) -> Iterator[Event]:
    for judged in judge_events(line.words):
        start, end = line.span((judged.place, judged.place + 1))
        cues = tuple(line.words[place].text for place in judged.cues)
        yield Event(start=start, end=end, certainty=judged.certainty, cues=cues)
