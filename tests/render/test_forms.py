"""Plain text and Markdown: beside each form stands the whole of what is expected of it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from aggregator.models import Section
from aggregator.render import BriefForm, render_brief, render_edition
from aggregator.render.text import plain
from tests.render.sample import HOSTILE, edition, full_brief, line

EXPECTED = Path(__file__).parent / "expected"

# A line of the plain form is one of these and nothing else.
SHAPES = re.compile(r"Published \d{4}-\d\d-\d\d|Summary: .+|- .+|Q: .+|A: .+|Original brief: .+")


@pytest.mark.parametrize("form", ["txt", "md"])
def test_the_form_is_as_expected(form: BriefForm) -> None:
    """To accept a change, read the difference and write the new text into the file."""
    assert render_brief(full_brief(), form) == (EXPECTED / f"brief.{form}").read_text(encoding="utf-8")


def test_the_site_holds_the_same_forms() -> None:
    brief = replace(full_brief(), related=())
    files = render_edition(edition(briefs=(brief,)))
    for form in ("txt", "md"):
        assert files[f"stories/{brief.slug}/brief.{form}"].decode() == render_brief(brief, form)


def test_section_titles_stand_on_lines_of_their_own_in_order() -> None:
    lines = render_brief(full_brief(), "txt").splitlines()
    titles = [section.title for section in full_brief().sections]
    headings = [title for title in titles if title not in {"Summary", "Original brief"}]
    headings.insert(headings.index("Source Transparency"), "Related coverage")
    assert [text for text in lines if text in {*headings, "Sources"}] == [*headings, "Sources"]


def test_unclear_lines_give_their_reason_and_known_ones_their_sources() -> None:
    text = render_brief(full_brief(), "txt")
    assert (
        "- The ship may have lost steering before it left the channel, people familiar with the inquiry said."
        in text
    )
    assert " said. [1][2] (one origin only; the source is not named)\n" in text
    assert "morning. [1][2][3][6][7]\n" in text


@given(st.lists(st.one_of(st.text(min_size=1), st.sampled_from(HOSTILE)), min_size=1, max_size=4))
def test_no_text_forges_a_line_or_a_section(texts: list[str]) -> None:
    lines = tuple(line(text) for text in texts)
    sections = (
        Section(key="known", title="What We Know", lines=lines),
        Section(key="faq", title="FAQ", lines=tuple(replace(found, question=found.text) for found in lines)),
    )
    brief = replace(full_brief(), title=texts[0], sections=sections, tables=(), related=())
    first, *rest = render_brief(brief, "txt").split("\n")
    assert first == plain(texts[0])
    plain_lines = [text for text in rest if not SHAPES.fullmatch(text)]
    blank = [text for text in plain_lines if text.strip() in {"-", "Q:", "A:", "- [1]", "A: [1]", ""}]
    assert [text for text in plain_lines if text not in blank] == ["What We Know", "FAQ", "Sources"]


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_holds_no_html_and_only_the_sources_links(text: str) -> None:
    brief = replace(full_brief(), title=text)
    page = MarkdownIt("commonmark", {"html": True}).enable("table").render(render_brief(brief, "md"))
    assert set(re.findall(r"<(\w+)", page)) <= set(
        "h1 h2 p strong em ul ol li a blockquote table thead tbody tr th td".split()
    )
    assert all(address.startswith("https://news") for address in re.findall(r'href="([^"]*)"', page))
    assert page.count("<table>") == 2
    assert page.count("<h2>") == 10
