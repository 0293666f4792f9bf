"""Text from outside in each form: nothing hidden, nothing that acts, nothing lost."""

from __future__ import annotations

import json
import unicodedata
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from aggregator.render.proof import letter, why_in_words
from aggregator.render.text import (
    as_of,
    contact_link,
    counted,
    day,
    http_url,
    markdown,
    markdown_target,
    moment,
    plain,
    script_json,
)
from tests.render.sample import HOSTILE

ANY_TEXT = st.one_of(
    st.text(),
    st.text(alphabet="ab1 \n\t\\`*_{}[]()<>#+-=.!|~&:/@'\"^$%;,?"),
    st.lists(
        st.sampled_from(
            ["**", "[a](b)", "1.", "- ", "# ", "&amp;", "<b>", "http://a.bc/", "www.a.bc", "\n\n", "a"]
        )
    ).map("".join),
)
# CommonMark with raw HTML, tables and struck text: all that a text could set off.
READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


class Words(HTMLParser):
    """Collects the text and the tags of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text, self.tags = "", set[str]()
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize(
    ("contact", "link"),
    [
        ("desk@brief.example", "mailto:desk@brief.example"),
        ("news+errors@desk.brief.example", "mailto:news%2Berrors@desk.brief.example"),
        ("https://brief.example/wrong?from=page", "https://brief.example/wrong?from=page"),
        ("http://brief.example", "http://brief.example"),
        ("", ""),
        ("the desk, room 4", ""),
        ("javascript:alert(1)", ""),
        ("desk@brief.example?cc=all@brief.example", ""),
        ("mailto:desk@brief.example", ""),
        ("https://desk@brief.example/", ""),
        ("desk@localhost", ""),
    ],
)
def test_only_mail_and_web_addresses_are_linked_as_contact(contact: str, link: str) -> None:
    assert contact_link(contact) == link


@given(ANY_TEXT)
def test_plain_text_is_one_clean_line(text: str) -> None:
    clean = plain(text)
    assert plain(clean) == clean
    assert clean == " ".join(clean.split())
    assert not {char for char in clean if unicodedata.category(char) in {"Cc", "Cs"}}
    assert not {
        char for char in clean if unicodedata.bidirectional(char) in {"LRO", "RLO", "LRE", "RLE", "PDF"}
    }
    clean.encode()


@given(st.text(alphabet=st.characters(categories=["L", "N", "P"])))
def test_plain_text_loses_no_letter(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize("text", ["می‌خواهم", "👩‍👩‍👧", "क्‍ष", "naïve café"])
def test_joiners_stay(text: str) -> None:
    assert plain(text) == text


@given(ANY_TEXT)
@pytest.mark.parametrize(
    ("frame", "tags"),
    [
        ("- {}\n", {"ul", "li"}),
        ("# {}\n", {"h1"}),
        ("{}\n", {"p"}),
        ("1. {}\n", {"ol", "li"}),
        ("> {}\n", {"blockquote", "p"}),
    ],
)
def test_markdown_shows_as_the_very_text(frame: str, tags: set[str], text: str) -> None:
    shown = Words(READER.render(frame.format(markdown(text))))
    assert shown.tags <= tags
    assert shown.text.strip() == plain(text)


@pytest.mark.parametrize(
    "text", ["https://a.example", "HTTP://a.example", "see www.a.example", "a@a.example"]
)
def test_a_bare_address_does_not_become_a_link(text: str) -> None:
    """GitHub's rule wants the address unbroken; a backslash within it is not shown."""
    assert text not in markdown(text)
    assert Words(READER.render(markdown(text))).text.strip() == text


@given(ANY_TEXT)
def test_a_markdown_link_holds_any_label(label: str) -> None:
    shown = Words(READER.render(f"x [{markdown(label)}](<https://a.example/>)\n"))
    assert shown.tags == {"p", "a"}
    assert shown.text.strip() == f"x {plain(label)}".strip()


@given(ANY_TEXT)
def test_a_markdown_table_keeps_its_cells(text: str) -> None:
    shown = READER.render(f"| a | b |\n| --- | --- |\n| {markdown(text)} | end |\n")
    assert shown.count("<td>") == 2


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://a.example/b?c=1&d=2#e", "https://a.example/b?c=1&d=2#e"),
        ("http://a.example", "http://a.example"),
        ("HTTPS://a.example/", "HTTPS://a.example/"),
        ("https://a.example/wiki/Ferry_(ship)", "https://a.example/wiki/Ferry_(ship)"),
        ('https://a.example/"><script>', "https://a.example/%22%3E%3Cscript%3E"),
        ("https://a.example/a b\nc", "https://a.example/a%20b%20c"),
        ("https://a.example/\u202egnp", "https://a.example/gnp"),
        ("javascript:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        (" javascript:alert(1)", ""),
        ("data:text/html,<script>", ""),
        ("file:///etc/passwd", ""),
        ("//a.example/", ""),
        ("a.html", ""),
        ("", ""),
        ("https://", ""),
        ("https://bank.example@a.example/", ""),
        ("https://[::1", ""),
    ],
)
def test_only_plain_web_addresses_become_links(address: str, link: str) -> None:
    assert http_url(address) == link


@given(st.text().map("https://a.example/{}".format))
def test_a_link_stands_in_a_markdown_target(address: str) -> None:
    target = markdown_target(http_url(address))
    shown = Words(READER.render(f"[x](<{target}>)\n"))
    assert shown.tags == {"p", "a"}


def test_an_entity_in_an_address_is_not_read_as_one() -> None:
    page = READER.render(f"[x](<{markdown_target('https://a.example/?a=1&copy;=2')}>)")
    assert 'href="https://a.example/?a=1&amp;copy;=2"' in page


@pytest.mark.parametrize("text", HOSTILE)
def test_linked_data_cannot_leave_its_element(text: str) -> None:
    written = script_json({"headline": text})
    assert "<" not in written
    assert json.loads(written) == {"headline": text}


def test_times_are_written_in_english_whatever_the_machine_speaks() -> None:
    time = datetime(2026, 9, 5, 4, 2, tzinfo=UTC)
    assert day(time) == "5 September 2026"
    assert moment(time) == "5 Sep 2026, 04:02 UTC"


@pytest.mark.parametrize(
    ("iso", "written"),
    [
        ("2026-09-05", "5 Sep 2026"),
        ("2026-09-05T04:02:00+00:00", "5 Sep 2026, 04:02 UTC"),
        ("2026-09", "2026-09"),
        ("2026", "2026"),
        ("", ""),
    ],
)
def test_as_of(iso: str, written: str) -> None:
    assert as_of(iso) == written


def test_small_words() -> None:
    assert [counted(n, "outlet") for n in (0, 1, 2)] == ["0 outlets", "1 outlet", "2 outlets"]
    assert [letter(n) for n in (0, 25, 26, 27, 701, 702)] == ["A", "Z", "AA", "AB", "ZZ", "AAA"]
    assert why_in_words(["family: a", "family: b", "copy", "cited: X", "other"]) == (
        "the same publisher",
        "nearly the same text",
        "one cites the other",
    )
