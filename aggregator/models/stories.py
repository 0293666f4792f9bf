"""What cluster hands on: articles on the same event, and what an editor did to them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Articles on the same event, `articles` sorted by id. The id is kept over days."""

    id: str
    articles: tuple[str, ...]


class MendKind(StrEnum):
    """What an editor did to a story."""

    MERGE = "merge"
    SPLIT = "split"
    MOVE = "move"
    PIN = "pin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mend:
    """An editor's choice: `articles` stand with `others`, or after a split apart from them.

    Both are ids of articles, sorted, as the stories stood when the choice was made or last applied:
    articles stay what they are, while stories grow, meet and part. `stories` are those that were named.
    """

    kind: MendKind
    articles: tuple[str, ...]
    others: tuple[str, ...]
    stories: tuple[str, ...] = ()
