"""What holds for any text at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.annotate import VERSION, annotate, annotate_all, claims_of, record
from aggregator.annotate.sentences import split
from aggregator.annotate.times import find_moments
from aggregator.models import Annotation, Article, Span

# Pieces that steer the rules into their corners; joined in any order, with any characters between.
PIECES = [
    *(
        "“",
        "”",
        '"',
        "''",
        "‘",
        "’s ",
        "\n",
        "\r\n",
        "\u2028",
        "\x00",
        ". ",
        "? ",
        "… ",
        "(",
        ")",
        "[Ada]",
        " - ",
    ),
    *(
        "Mr. Vale said",
        " told reporters that",
        " according to ",
        " he said, ",
        " will not ",
        "is believed to ",
    ),
    *("if ", "who ", "it ", "and ", "report ", "the ", "Q: ", "reportedly ", " U.S.", "Varn's letter: “"),
    *(" 5%", " $3 million", " 1,000", "2024", " on May 99", "between 1 and 2 ", "9" * 400, " years ago"),
]
TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=30).map("".join),
)
DAYS = st.one_of(st.none(), st.datetimes(timezones=st.just(UTC)))


def spans(found: Annotation) -> Iterator[Span]:
    for group in (found.sentences, found.entities, found.events, found.claims):
        yield from ((one.start, one.end) for one in group)
    for sentence in found.sentences:
        if sentence.open_span:
            yield sentence.open_span
    for claim in found.claims:
        yield claim.content
        yield from claim.hedges
        yield from ((figure.start, figure.end) for figure in claim.figures)
        yield from (span for span in (claim.cue, claim.source.name_span) if span)
        if claim.source.start >= 0:
            yield claim.source.start, claim.source.end


@settings(max_examples=300, deadline=None)
@given(TEXTS, DAYS)
def test_offsets_hold(text: str, published: datetime | None) -> None:
    found = annotate(Article(id="a", text=text, title=text[:40], published=published))
    assert all(0 <= start < end <= len(text) for start, end in spans(found))
    for entity in found.entities:
        assert text[entity.start : entity.end] == entity.name
    for claim in found.claims:
        assert claim.start <= claim.content[0] < claim.content[1] <= claim.end
        assert -3 <= claim.certainty <= 3
        if claim.source.name_span:
            assert text[slice(*claim.source.name_span)] == claim.source.name


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_sentences_cover_all_that_is_written(text: str) -> None:
    pieces = split(text)
    assert all(text[piece.start : piece.end].strip() == text[piece.start : piece.end] for piece in pieces)
    assert all(before.end <= after.start for before, after in pairwise(pieces))
    left_out = text
    for piece in reversed(pieces):
        left_out = left_out[: piece.start] + left_out[piece.end :]
    assert not any(
        character.isalpha() and character not in "abcdefghijklmnopqrstuvwxyz" for character in left_out
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS, max_size=4))
def test_the_same_text_in_any_company_gives_the_same_claims(texts: list[str]) -> None:
    articles = [Article(id=str(place), text=text) for place, text in enumerate(texts)]
    assert list(annotate_all(articles)) == [annotate(article) for article in articles]


@settings(max_examples=200, deadline=None)
@given(TEXTS, DAYS)
def test_moments_are_iso_or_empty(text: str, published: datetime | None) -> None:
    for moment in find_moments(text, published.date() if published else None):
        assert 0 <= moment.start < moment.end <= len(text)
        assert not moment.value or moment.value[:4].isdigit()


def test_an_empty_text_has_nothing() -> None:
    found = claims_of("")
    assert (found.sentences, found.entities, found.events, found.claims) == ((), (), (), ())
    assert found.made_by == VERSION


def test_the_record_is_the_promised_form() -> None:
    article = Article(
        id="a1",
        text="Ada Holm said on Monday that 12 people may have left Varn. Who pays for it?",
        url="https://varn.example/a1",
        outlet="Varn Herald",
        title="Holm on leaving",
        published=datetime(2024, 3, 6, tzinfo=UTC),
    )
    line = record(article, annotate(article))
    assert list(line) == "id url outlet title published text sentences entities events claims".split()
    assert line["published"] == "2024-03-06T00:00:00+00:00"
    assert line["sentences"][1]["open_question"] is True
    assert {"start": 0, "end": 8, "label": "PERSON", "name": "Ada Holm"} in line["entities"]
    (claim,) = line["claims"]
    start, end = claim["content"]
    assert article.text[start:end] == "12 people may have left Varn"
    assert claim["source"] | {"role": ""} == {
        "kind": "person",
        "start": 0,
        "end": 8,
        "name": "Ada Holm",
        "role": "",
    }
    assert article.text[slice(*claim["cue"])] == "said"
    assert claim["figures"][0]["value"] == 12
    assert line["events"][0].keys() == {"start", "end", "certainty", "cues"}
