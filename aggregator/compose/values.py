"""Values a line may print that no source says: counts, dates and outlet names, computed from the record.

Each has a name; `verify` computes it again from the articles and the list of sources.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from aggregator.ages import latest_year
from aggregator.compose.days import day_meant
from aggregator.models import Article, Brief, Completeness, Part, PartKind

# Not strftime: its names follow the machine's locale, and the same input must give the same bytes.
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True)
class Record:
    """What values are computed from: the brief's articles by id, their numbers, and its origins."""

    articles: Mapping[str, Article]
    numbers: Mapping[str, int]
    origins: int

    @classmethod
    def of_brief(cls, brief: Brief, articles: Mapping[str, Article]) -> Record:
        """The record behind a finished brief."""
        used = {
            source.article: articles[source.article] for source in brief.sources if source.article in articles
        }
        numbers = {source.article: source.number for source in brief.sources}
        return cls(used, numbers, len({source.origin for source in brief.sources}))


def value(record: Record, name: str, article: str = "") -> Part:
    """Return the value called `name`, of one article where it is about one.

    Raises:
        KeyError: if there is no such value or article.
    """
    text = _OF_ARTICLE[name](record, article) if name in _OF_ARTICLE else _OF_BRIEF[name](record)
    return Part(kind=PartKind.VALUE, text=text, name=name, article=article)


def recomputed(record: Record, part: Part) -> str | None:
    """Return what a VALUE part should say, or None if it is of no known kind."""
    if part.name == "day":
        return _meant(record, part)
    known = part.name in _OF_BRIEF or (part.name in _OF_ARTICLE and part.article in record.articles)
    return value(record, part.name, part.article).text if known else None


def meant(article: Article, start: int, end: int) -> Part | None:
    """Return the day that a word of an article means ("14 September"), None where that is not settled."""
    found = day_meant(article, start, end)
    if found is None:
        return None
    text = f"{found.day} {MONTHS[found.month - 1]}"
    return Part(kind=PartKind.VALUE, text=text, name="day", article=article.id, start=start, end=end)


def _meant(record: Record, part: Part) -> str | None:
    article = record.articles.get(part.article)
    again = meant(article, part.start, part.end) if article else None
    return again.text if again else None


def day(time: datetime) -> str:
    """Return a day as it is printed: "12 June 2025"."""
    return f"{time.day} {MONTHS[time.month - 1]} {time.year}"


def _outlet(record: Record, article: str) -> str:
    return record.articles[article].outlet or f"Source {record.numbers[article]}"


def _published(record: Record, article: str) -> str:
    published = record.articles[article].published
    return day(published) if published else ""


def _count(wanted: Completeness) -> Callable[[Record], str]:
    return lambda record: str(sum(a.completeness is wanted for a in record.articles.values()))


def _dates(record: Record) -> list[datetime]:
    return [article.published for article in record.articles.values() if article.published]


def _read(record: Record) -> str:
    """Full texts, opinion pieces aside: the base of "not stated in"."""
    return str(sum(a.completeness is Completeness.FULL and not a.opinion for a in record.articles.values()))


_OF_ARTICLE: Mapping[str, Callable[[Record, str], str]] = {
    "outlet": _outlet,
    "published": _published,
    "year": lambda record, article: latest_year(record.articles[article].text),
}
_OF_BRIEF: Mapping[str, Callable[[Record], str]] = {
    "articles": lambda record: str(len(record.articles)),
    "outlets": lambda record: str(len({_outlet(record, article) for article in record.articles})),
    "origins": lambda record: str(record.origins),
    "full": _count(Completeness.FULL),
    "partial": _count(Completeness.PARTIAL),
    "feed_only": _count(Completeness.FEED_ONLY),
    "undated": lambda record: str(sum(a.published is None for a in record.articles.values())),
    "oldest": lambda record: day(min(_dates(record))),
    "newest": lambda record: day(max(_dates(record))),
    "read": _read,
}
