"""What a line takes as told before gets it in brackets, once each, where the story leaves one choice."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from aggregator.annotate import annotate, compare
from aggregator.compose.introducing import introduced
from aggregator.compose.material import Material
from aggregator.compose.parts import source
from aggregator.config import Settings
from aggregator.models import Article, Assessment, PartKind, Story

AT = datetime(2031, 5, 6, 12, tzinfo=UTC)
OPENING = "Ines Calder, the harbour master, met the minister Olav Renn in Port Ellery on Monday."
UNION = "The Brannoch Rail Federation called a strike on Monday."


def material_of(*texts: str) -> Material:
    """A story of articles with these texts, assessed as nothing."""
    articles = {f"a{place}": Article(id=f"a{place}", text=text) for place, text in enumerate(texts)}
    annotations = {key: annotate(article) for key, article in articles.items()}
    story = Story(id="s", articles=tuple(articles))
    nothing = Assessment(story="s", origins=(), verdicts=(), questions=(), tables=())
    return Material(story, articles, annotations, nothing, Settings(version=1), AT, compare)


def line_of(sentence: str, *opening: str, beside: tuple[str, ...] = ()) -> str:
    """The line of a sentence that stands last in its article, behind other sentences."""
    material = material_of(" ".join([*opening, sentence]), *beside)
    article = material.articles["a0"]
    last = material.annotations["a0"].sentences[-1]
    assert article.text[last.start : last.end] == sentence
    parts = introduced(material, article, last, [source(article, last.start, last.end)])
    for part in parts:
        text = material.articles[part.article].text if part.kind is PartKind.SOURCE else ""
        assert part.kind is not PartKind.SOURCE or part.text == text[part.start : part.end]
    return "".join(part.text for part in parts)


@pytest.mark.parametrize(
    ("sentence", "line"),
    [
        ("The hull was sound, Calder said.", "The hull was sound, [Ines Calder, the harbour master] said."),
        ("Msimang left with Calder.", "Msimang left with [Ines Calder, the harbour master]."),
        ("Mr. Renn left with Calder.", "[minister Olav Renn] left with [Ines Calder, the harbour master]."),
        ("Ines Calder saw the hull.", "Ines Calder [the harbour master] saw the hull."),
        ("Ines Calder, who was there, saw the hull.", "Ines Calder, who was there, saw the hull."),
        ("Engineer Ada Brody saw the hull.", "Engineer Ada Brody saw the hull."),
        ("The Lady Calder sank at noon.", "The Lady Calder sank at noon."),
    ],
    ids=[
        "surname",
        "no courtesy",
        "with courtesy",
        "full name",
        "told behind a comma",
        "another's",
        "a longer name",
    ],
)
def test_a_person_gets_the_name_and_role_that_the_article_gives(sentence: str, line: str) -> None:
    assert line_of(sentence, OPENING) == line


def test_a_person_whom_only_another_article_introduces_is_introduced_by_it() -> None:
    assert line_of("The hull was sound, Calder said.", beside=(OPENING,)) == (
        "The hull was sound, [Ines Calder, the harbour master] said."
    )


def test_a_surname_of_two_people_stays() -> None:
    second = "Ada Calder, a diver, was there too."
    assert line_of("Calder saw the hull.", OPENING, second) == "Calder saw the hull."


@pytest.mark.parametrize(
    ("sentence", "opening", "line"),
    [
        (
            "The federation wants higher pay.",
            (UNION,),
            "The federation [Brannoch Rail Federation] wants higher pay.",
        ),
        (
            "The federation wants higher pay.",
            ("The Selby Hall Federation met.", UNION),
            "The federation wants higher pay.",
        ),
        ("The company wants talks.", (UNION,), "The company wants talks."),
        ("The mayor left.", ("Mayor Nessa Brody opened the hall.",), "The mayor [Nessa Brody] left."),
        ("The mayor of Corrin left.", ("Mayor Nessa Brody opened the hall.",), "The mayor of Corrin left."),
        (
            "The group wants talks.",
            ("A group of parents met Harbour Watch, a group of divers, on Monday.",),
            "The group wants talks.",
        ),
    ],
    ids=["one", "two of the kind", "none", "office", "another's office", "an unnamed one of the kind too"],
)
def test_a_noun_gets_the_one_name_it_goes_by(sentence: str, opening: tuple[str, ...], line: str) -> None:
    assert line_of(sentence, *opening) == line
