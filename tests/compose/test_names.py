"""Bare surnames get the full name their article gives them, once a line, where it is one person's."""

from __future__ import annotations

import pytest

from aggregator.compose.names import with_full_names
from aggregator.compose.parts import source
from aggregator.models import Annotation, Article, Entity, PartKind

OPENING = "The harbour master, Ines Calder, met Olav Renn on Monday. "


def told(sentence: str, *, opening: str = OPENING) -> str:
    """Return the line of a sentence that stands behind an opening, names marked as persons."""
    text = opening + sentence
    article = Article(id="a", text=text)
    names = ("Ines Calder", "Ada Calder", "Olav Renn", "CALDER Ines", "Calder", "Renn", "Marit")
    found: list[Entity] = []
    for name in names:
        start = text.find(name)
        while start >= 0:
            inside = any(one.start <= start < one.end for one in found)
            label = "ORG" if name == "Marit" else "PERSON"
            if not inside:
                found.append(Entity(start=start, end=start + len(name), label=label))
            start = text.find(name, start + 1)
    annotation = Annotation(
        article="a", made_by="test", entities=tuple(sorted(found, key=lambda one: one.start))
    )
    parts = with_full_names(article, annotation, [source(article, len(opening), len(text))])
    for part in parts:
        assert part.kind is not PartKind.SOURCE or part.text == text[part.start : part.end]
    return "".join(part.text for part in parts)


@pytest.mark.parametrize(
    ("sentence", "line"),
    [
        ("The hull was sound, Calder said.", "The hull was sound, [Ines Calder] said."),
        ("Calder said Calder was right.", "[Ines Calder] said Calder was right."),
        ("Mr. Renn left with Calder.", "Mr. [Olav Renn] left with [Ines Calder]."),
        ("Ines Calder saw the hull.", "Ines Calder saw the hull."),
        ("The Marit sank at noon.", "The Marit sank at noon."),
        ("Captain Calder saw the hull.", "Captain Calder saw the hull."),
    ],
)
def test_a_bare_surname_gets_its_full_name_once(sentence: str, line: str) -> None:
    assert told(sentence) == line


def test_a_surname_of_two_people_stays() -> None:
    assert told("Calder saw the hull.", opening=OPENING + "Ada Calder was there. ") == "Calder saw the hull."
