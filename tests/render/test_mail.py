"""The mail: one message, short enough, with styles of its own and nothing a mail program would drop."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import lxml.html
from lxml.html import HtmlElement

from aggregator.models import Brief, Line
from aggregator.render import render_edition
from aggregator.render.mail import MOST_BYTES
from aggregator.render.text import plain
from tests.render.sample import HOSTILE, edition, full_brief

HOME = "https://brief.example/"


def files(**more: object) -> dict[str, bytes]:
    return render_edition(edition(base_url=HOME, contact="desk@brief.example", **more))


def html(**more: object) -> HtmlElement:
    return lxml.html.document_fromstring(files(**more)["mail/edition.html"].decode())


def message(**more: object) -> EmailMessage:
    read = message_from_bytes(files(**more)["mail/edition.eml"], policy=default)
    assert isinstance(read, EmailMessage)
    return read


def test_the_message_holds_both_forms_and_goes_to_nobody() -> None:
    mail, made = message(), files()
    assert mail.defects == []
    assert mail["Subject"] == "The Brief, 2026-09-15"
    assert mail["Date"] == "Tue, 15 Sep 2026 18:00:00 +0000"
    assert mail["From"] == "desk@brief.example"
    assert not [name for name in mail if name.startswith("List-") or name in {"To", "Cc", "Bcc"}]
    for kind, path in (("plain", "mail/edition.txt"), ("html", "mail/edition.html")):
        part = mail.get_body((kind,))
        assert part is not None
        assert part.get_content().replace("\r\n", "\n") == made[path].decode()


def test_lines_of_a_message_are_short_ascii_and_end_as_mail_does() -> None:
    raw = files()["mail/edition.eml"]
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78


def test_a_title_cannot_add_a_header() -> None:
    mail = message(title="The Brief\r\nBcc: everyone@brief.example")
    assert mail["Bcc"] is None
    assert mail["Subject"] == "The Brief Bcc: everyone@brief.example, 2026-09-15"


def test_without_a_mail_address_there_is_no_sender() -> None:
    raw = render_edition(edition(contact="room 4"))["mail/edition.eml"]
    assert message_from_bytes(raw)["From"] is None


def test_styles_stand_in_the_elements_and_nothing_is_loaded() -> None:
    tree = html()
    assert not list(tree.iter("style", "link", "script", "img", "form", "ul", "details"))
    assert all(found.get("style") for found in tree.iter("td", "h1", "h2", "h3", "p", "a"))
    assert all(table.get("role") == "presentation" for table in tree.iter("table"))
    assert "url(" not in files()["mail/edition.html"].decode()


def test_every_story_stands_in_both_forms_and_links_to_its_page() -> None:
    made = files()
    for brief in edition().briefs:
        assert f'href="{HOME}stories/{brief.slug}/"' in made["mail/edition.html"].decode()
        assert f"{HOME}stories/{brief.slug}/" in made["mail/edition.txt"].decode()
        assert plain(brief.title) in made["mail/edition.txt"].decode()
    alone = render_edition(edition())["mail/edition.html"].decode()
    assert not re.findall(r'href="(?!mailto:)', alone)


def test_hostile_text_is_shown_as_it_is() -> None:
    text = " ".join(html().text_content().split())
    assert all(plain(one.title) in text for one in edition().briefs)
    assert HOSTILE[0] in text


def many(count: int, words: int = 20) -> tuple[Brief, ...]:
    def longer(line: Line) -> Line:
        return replace(line, parts=tuple(replace(part, text=part.text * words) for part in line.parts))

    sections = tuple(
        replace(
            section, lines=tuple(longer(line) if section.key == "summary" else line for line in section.lines)
        )
        for section in full_brief().sections
    )
    return tuple(
        replace(full_brief(), story=f"s{n}", slug=f"s{n}", sections=sections, related=())
        for n in range(count)
    )


def test_a_large_edition_loses_lines_first_and_then_stories() -> None:
    sizes, told = [], []
    for count in (5, 60, 300):
        made = render_edition(edition(briefs=many(count, words=3), base_url=HOME))[
            "mail/edition.html"
        ].decode()
        tree = lxml.html.document_fromstring(made)
        sizes.append(len(made.encode()))
        told.append((len(list(tree.iter("h2"))), len(list(tree.iter("h3")))))
    assert max(sizes) <= MOST_BYTES
    assert told[0] == (5, 10)
    assert told[1][0] == 60
    assert 0 < told[1][1] < 120
    assert told[2][0] < 300
    assert told[2][1] == 0
    assert f"{300 - told[2][0]} more in the whole edition" in made


def test_an_edition_without_stories_is_a_mail_that_says_so() -> None:
    assert b"This edition holds no story." in files(briefs=())["mail/edition.html"]
    assert b"This edition holds no story." in files(briefs=())["mail/edition.txt"]
