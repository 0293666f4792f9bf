"""What several test areas share: small annotated articles, and an edition of the sample newsroom."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import hypothesis
import pytest

from aggregator.models import (
    Annotation,
    Article,
    Claim,
    Figure,
    Role,
    Sentence,
    Source,
    SourceKind,
    Story,
)
from tests.newsdesk import desk, published

__all__ = ["desk", "published"]

# No test is timed: machines are noisy. The gate draws the same examples every time, a developer new ones.
hypothesis.settings.register_profile("project", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("project")

NOON = datetime(2026, 9, 14, 12, tzinfo=UTC)


@dataclass
class Newsroom:
    """Articles written as (sentence, what annotate would say of it) pairs."""

    articles: list[Article] = field(default_factory=list)
    annotations: dict[str, Annotation] = field(default_factory=dict)

    def add(self, name: str, *sentences: str | tuple[str, dict[str, Any]], **about: Any) -> Article:
        """Add an article; each sentence is its own paragraph and its own claim."""
        rows = [(row, {}) if isinstance(row, str) else row for row in sentences]
        text, found, claims = "", [], []
        for place, (sentence, says) in enumerate(rows):
            start = len(text) + (2 if text else 0)
            text += ("\n\n" if text else "") + sentence
            role = says.get("role", Role.MAIN if place == 0 else Role.OTHER)
            found.append(
                Sentence(
                    start=start,
                    end=len(text),
                    role=role,
                    open_question=says.get("open_question", False),
                    paragraph=place,
                    tells=_told(sentence),
                )
            )
            claims.append(self._claim(text, start, place, says))
        fields: dict[str, Any] = {"title": name, "outlet": name, "published": NOON} | about
        article = Article(id=name, text=text, **fields)
        self.articles.append(article)
        self.annotations[name] = Annotation(
            article=name, made_by="test", sentences=tuple(found), claims=tuple(claims)
        )
        return article

    @staticmethod
    def _claim(text: str, start: int, place: int, says: dict[str, Any]) -> Claim:
        known = {"certainty", "future", "opinion", "formal_act", "hedges"}
        speaker = says.get("speaker", "")
        source = Source(kind=SourceKind.OUTLET)
        if speaker:
            at = text.index(speaker, start) if speaker in text[start:] else text.index(speaker)
            kind = says.get("kind", SourceKind.PERSON)
            span = (at, at + len(speaker))
            source = Source(kind=kind, name=speaker, start=span[0], end=span[1], name_span=span)
        if says.get("unnamed"):
            source = Source(kind=SourceKind.UNNAMED, name="", start=start, end=start + 1)
        figures = tuple(
            Figure(
                start=text.index(written, start),
                end=text.index(written, start) + len(written),
                value=value,
                unit=says.get("unit", "count"),
                counted=counted,
            )
            for written, value, counted in says.get("figures", ())
        )
        return Claim(
            start=start,
            end=len(text),
            sentence=place,
            content=_span_of(text, start, says.get("content", text[start:])),
            source=source,
            figures=figures,
            **{name: value for name, value in says.items() if name in known},
        )

    @property
    def story(self) -> Story:
        """All articles as one story."""
        return Story(id="story1", articles=tuple(sorted(article.id for article in self.articles)))


def _told(sentence: str) -> tuple[tuple[str, float], ...]:
    """What the reader says that a sentence tells."""
    from aggregator.annotate import claims_of

    return tuple(told for one in claims_of(sentence).sentences for told in one.tells)


def _span_of(text: str, start: int, part: str) -> tuple[int, int]:
    begin = text.index(part, start)
    return begin, begin + len(part)


@pytest.fixture
def newsroom() -> Newsroom:
    """An empty newsroom to write into."""
    return Newsroom()


@pytest.fixture
def hour() -> Callable[[int], datetime]:
    """The time so many hours after noon of the test day."""
    from datetime import timedelta

    return lambda hours: NOON + timedelta(hours=hours)
