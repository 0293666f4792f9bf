"""Whose "the federation" is: the name the article gave before, only where there is one."""

from __future__ import annotations

import pytest

from aggregator.annotate import annotate
from aggregator.compose.owners import with_owner
from aggregator.compose.parts import source
from aggregator.models import Article


def line_of(text: str, start: str) -> str:
    """The line made of the sentence that starts so, in an article of this text."""
    article = Article(id="a", text=text)
    annotation = annotate(article)
    place = text.index(start)
    sentence = next(one for one in annotation.sentences if one.start == place)
    claim = next(one for one in annotation.claims if annotation.sentences[one.sentence] == sentence)
    parts = with_owner(article, annotation, claim, [source(article, sentence.start, sentence.end)])
    return "".join(part.text for part in parts)


UNION = "The Brannoch Rail Federation called a strike on Monday."
MAYOR = "Mayor Nessa Brody opened the hall on Friday."


@pytest.mark.parametrize(
    ("text", "start", "expected"),
    [
        (
            f"{UNION} The federation wants higher pay for drivers.",
            "The federation",
            "The federation [Brannoch Rail Federation] wants higher pay for drivers.",
        ),
        (
            f"{MAYOR} The mayor left the city after the ceremony.",
            "The mayor left",
            "The mayor [Nessa Brody] left the city after the ceremony.",
        ),
        (
            f"{UNION} The company wants talks to begin soon.",
            "The company",
            "The company wants talks to begin soon.",
        ),
        (
            f"The Selby Hall Federation met. {UNION} The federation wants higher pay.",
            "The federation",
            "The federation wants higher pay.",
        ),
        (
            f"{MAYOR} The mayor of Corrin stayed away from it.",
            "The mayor of",
            "The mayor of Corrin stayed away from it.",
        ),
    ],
    ids=["body", "office", "no such name", "two of the kind", "another's"],
)
def test_a_noun_gets_its_owner_only_where_one_is_named(text: str, start: str, expected: str) -> None:
    assert line_of(text, start) == expected
