from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.fetch.plain import MAX_TITLE, plain_line, plain_text, shortened

TITLES = {
    "Ferry service resumes": "Ferry service resumes",
    "  Ferry\n\t service  resumes ": "Ferry service resumes",
    "<b>Ferry</b> service": "Ferry service",
    "Ferry<br/>service": "Ferry service",
    "<script>alert(1)</script>Ferry": "Ferry",
    "&lt;script&gt;alert(1)&lt;/script&gt;Ferry": "Ferry",
    "&amp;lt;b&amp;gt;Ferry&amp;lt;/b&amp;gt;": "Ferry",
    '<img src=x onerror="alert(1)">Ferry': "Ferry",
    "<svg/onload=alert(1)>Ferry</svg> back": "back",
    "Harbour &amp; Sons": "Harbour & Sons",
    "Harbour &amp;amp; Sons": "Harbour & Sons",
    "Harbour & Sons": "Harbour & Sons",
    "Caf&eacute; &#8217;s &#x2014;": "Café ’s —",
    "Fewer than 5 < 10": "Fewer than 5 < 10",
    "I <3 Lowmere": "I <3 Lowmere",
    "Price: 5 &lt; 10": "Price: 5 < 10",
    "\u202eevil\u202c \u2066title\u2069": "evil title",
    "Fer\u200bry\x00 ser\x07vice\ufeff \x1b[31mred": "Ferry service [31mred",
    "Cafe\u0301": "Café",
    "hal\ud800f": "half",
    "": "",
    "<p></p>": "",
}


@pytest.mark.parametrize(("given_title", "title"), TITLES.items())
def test_titles(given_title: str, title: str) -> None:
    assert plain_line(given_title) == title


def test_long_titles_are_cut_at_a_word() -> None:
    cut = plain_line("word " * 1_000)
    assert len(cut) <= MAX_TITLE
    assert cut.endswith("word…")
    assert len(plain_line("x" * 1_000)) == MAX_TITLE


TEXTS = {
    "<p>One.</p><p>Two.</p>": "One.\n\nTwo.",
    "One.<br><br />Two.<br/>Three.": "One.\n\nTwo. Three.",
    "<div><h2>Head</h2>One<div>Two</div>Three</div>": "Head\n\nOne\n\nTwo\n\nThree",
    "<ul><li>One</li><li>Two</li></ul>": "One\n\nTwo",
    "<table><tr><td>Tarn</td><td>12</td></tr><tr><td>Lowmere</td></tr></table>": "Tarn 12\n\nLowmere",
    "One <b>bold</b>ly <a href='/x'>linked</a>.": "One boldly linked.",
    "<p>Said.</p><figure><img src=x><figcaption>Photo: A. Other</figcaption></figure>": "Said.",
    "<p>Said.<script>x('<p>no</p>')</script><style>p{}</style></p>": "Said.",
    "<p>Never closed <form>but <object>kept": "Never closed\n\nbut kept",
    "&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;": "One.\n\nTwo.",
    "One.\n\nTwo,\nand more.\r\n\r\nThree.": "One.\n\nTwo, and more.\n\nThree.",
    "Profit &amp; loss, 5 &lt; 10": "Profit & loss, 5 < 10",
    "<p>\u202eOne\u202c</p><!-- two --><p>&#8238;</p>": "One",
    "": "",
}


@pytest.mark.parametrize(("markup", "text"), TEXTS.items())
def test_texts(markup: str, text: str) -> None:
    assert plain_text(markup) == text


HOSTILE = [
    "<div>" * 80_000,
    "<b><i>" * 50_000,
    "<" * 400_000,
    "<a " * 100_000,
    "<!--" * 100_000,
    "&" * 300_000,
    "<p><table>" * 30_000,
    "&lt;div&gt;" * 36_000,
    "<br> " * 80_000,
    "\n " * 200_000,
]


@pytest.mark.parametrize("markup", HOSTILE, ids=lambda markup: markup[:10])
def test_markup_made_to_take_long(markup: str) -> None:
    started = time.process_time()
    plain_text(markup)
    plain_line(markup)
    assert time.process_time() - started < 4


PIECES = """<p> </p> <br> &lt; &amp; &#60; <script> </script> <!-- --> word < > & " ' &#8238; &#xD800; ]]>"""
MARKUP = st.text() | st.lists(
    st.sampled_from([*PIECES.split(), " ", "\n\n", "\u202e", "<a href=", "e\u0301"])
).map("".join)


@settings(deadline=None)
@given(MARKUP)
def test_a_title_is_one_clean_line(markup: str) -> None:
    title = plain_line(markup)
    assert len(title) <= MAX_TITLE
    assert title == " ".join(title.split())
    assert "\u202e" not in title
    assert not any(unicodedata.category(character) in {"Cc", "Cs"} for character in title)
    assert "<script>" not in title


@settings(deadline=None)
@given(MARKUP)
def test_a_text_is_clean_paragraphs(markup: str) -> None:
    text = plain_text(markup)
    paragraphs = text.split("\n\n") if text else []
    assert all(paragraph == " ".join(paragraph.split()) != "" for paragraph in paragraphs)
    assert not any(unicodedata.category(character) in {"Cc", "Cs"} for character in text.replace("\n", ""))
    assert "\u202e" not in text


@settings(deadline=None)
@given(st.lists(st.text(st.characters(categories=["Ll", "Lu"]), min_size=1), min_size=1))
def test_plain_words_come_through_unchanged(words: list[str]) -> None:
    text = unicodedata.normalize("NFC", " ".join(words))
    assert plain_text(f"<p>{text}</p>") == text
    assert plain_line(text, 10**6) == text


@settings(deadline=None)
@given(st.text(), st.integers(min_value=2, max_value=50))
def test_shortened_texts_fit(text: str, most: int) -> None:
    cut = shortened(text, most)
    assert len(cut) <= most
    assert cut == text or cut.endswith("…")
