"""Files come in through the same door: text, Markdown, JSON lines, pages."""

from __future__ import annotations

import gzip
import json
import textwrap
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aggregator.config import ExtractSettings
from aggregator.extract import article_record, read_input
from aggregator.extract.inputs import paragraphs_in
from aggregator.models import Article, Completeness, Problem

SETTINGS = ExtractSettings()
NEWS = (
    "The council of Port Ellery voted on Tuesday night to close the Marden Bridge to heavy lorries until its "
    "bearings have been replaced, a job that engineers expect to take nine months."
)
MORE = "Hauliers said the closure would add 40 minutes to every trip between the docks and the ring road."
GERMAN = (
    "Der Stadtrat hat am Dienstag beschlossen, die Brücke am Hafen für Lastwagen zu sperren und zu erneuern."
)


def read(folder: Path, name: str, content: str | bytes) -> list[Article | Problem]:
    path = folder / name
    body = content if isinstance(content, bytes) else content.encode()
    path.write_bytes(gzip.compress(body) if name.endswith(".gz") else body)
    return list(read_input(path, SETTINGS))


def one(folder: Path, name: str, content: str | bytes) -> Article:
    (found,) = read(folder, name, content)
    assert isinstance(found, Article)
    return found


def problem(folder: Path, name: str, content: str | bytes) -> Problem:
    (found,) = read(folder, name, content)
    assert isinstance(found, Problem)
    return found


def test_lines_of_a_text_are_its_paragraphs(tmp_path: Path) -> None:
    found = one(tmp_path, "a.txt", f"Wim Okker | Tideline | Getty Images\n{NEWS}\nWhy it matters\n- {MORE}\n")
    assert found.text.split("\n\n") == [NEWS, "Why it matters", MORE]
    assert found.title == ""
    assert found.completeness is Completeness.FULL


def test_a_first_line_that_dates_the_text_is_its_time(tmp_path: Path) -> None:
    found = one(tmp_path, "a.txt", f"Published 2026-04-21\n\n{NEWS}\n")
    assert found.published == datetime(2026, 4, 21, tzinfo=UTC)
    assert found.text == NEWS


def test_the_time_may_stand_under_the_title(tmp_path: Path) -> None:
    found = one(tmp_path, "a.txt", f"Lorries barred from bridge\nPublished 2026-04-21\n\n{NEWS}\n")
    assert (found.title, found.text) == ("Lorries barred from bridge", NEWS)
    assert found.published == datetime(2026, 4, 21, tzinfo=UTC)


def test_a_text_that_ends_at_a_paywall_is_a_part(tmp_path: Path) -> None:
    found = one(tmp_path, "a.txt", f"{NEWS}\n\nSubscribe to continue reading\n")
    assert (found.text, found.completeness) == (NEWS, Completeness.PARTIAL)


@pytest.mark.parametrize(
    ("first", "title"),
    [
        ("Lorries barred from Marden Bridge", "Lorries barred from Marden Bridge"),
        ("“We chose to act,” council leader says", "“We chose to act,” council leader says"),
        ("Lorries were barred.", ""),
        ("Summary: lorries barred from bridge", ""),
        ("What we know:", ""),
        ("Bridge", ""),
        ("- Lorries barred from Marden Bridge", ""),
    ],
)
def test_a_first_line_is_a_title_only_if_it_looks_like_one(tmp_path: Path, first: str, title: str) -> None:
    found = one(tmp_path, "a.txt", f"{first}\n\n{NEWS}\n")
    assert found.title == title
    assert (title in found.text) == (title == "")


def test_lines_wrapped_by_hand_are_joined() -> None:
    wrapped = textwrap.fill(NEWS, 60)
    assert paragraphs_in(f"{wrapped}\n\n{MORE}") == [NEWS, MORE]
    assert paragraphs_in(f"{NEWS}\n{MORE}\n{NEWS}") == [NEWS, MORE, NEWS]


def test_markdown_reads_as_text(tmp_path: Path) -> None:
    text = (
        f"# Lorries *barred* from bridge\n\n{NEWS}\n\n## Why\n\n**{MORE}** See [here](https://e.example/x).\n"
    )
    found = one(tmp_path, "a.md", text)
    assert found.title == "Lorries barred from bridge"
    assert found.text.split("\n\n") == [NEWS, "Why", f"{MORE} See here."]


def test_json_lines(tmp_path: Path) -> None:
    line = {
        "id": "x1",
        "url": "https://examiner.example/bridge?utm_source=rss",
        "outlet": "Ellery Examiner",
        "title": "Lorries barred from Marden Bridge",
        "published": "2026-05-19T23:10:00+01:00",
        "text": f"PORT ELLERY (AP) — {NEWS}\n\nRead more: Ferry fares to rise\n\n{MORE}",
    }
    found = one(tmp_path, "a.jsonl.gz", json.dumps(line))
    assert (found.id, found.url, found.outlet) == ("x1", "https://examiner.example/bridge", "Ellery Examiner")
    assert found.text == f"{NEWS}\n\n{MORE}"
    assert (found.dateline, found.credits) == ("PORT ELLERY", ("AP",))
    assert found.published == datetime(2026, 5, 19, 22, 10, tzinfo=UTC)
    assert not found.opinion
    assert one(tmp_path, "b.jsonl", json.dumps(line | {"outlet": "Examiner - Editorial"})).opinion


def test_only_the_text_is_needed_and_names_the_article(tmp_path: Path) -> None:
    first, second = read(
        tmp_path, "a.jsonl", json.dumps({"text": NEWS}) + "\n\n" + json.dumps({"text": MORE})
    )
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert first.id != second.id
    assert (first.title, first.url, first.outlet, first.published) == ("", "", "", None)


def test_what_extract_writes_is_read_back(tmp_path: Path) -> None:
    line = {"text": NEWS + " …", "title": "Bridge", "authors": ["Ines Calloway"], "published": "2026-05-19"}
    found = one(tmp_path, "a.jsonl", json.dumps(line))
    again = one(tmp_path, "b.jsonl", json.dumps(article_record(found, "b")))
    assert article_record(again, "b") == article_record(found, "b")
    assert again.completeness is Completeness.PARTIAL


@pytest.mark.parametrize(
    "line",
    ["{", "[]", '"text"', '{"text": 3}', '{"text": " "}', "{}", '{"text": "x", "authors": 4}', "[" * 100_000],
)
def test_a_bad_line_is_named_with_its_number(tmp_path: Path, line: str) -> None:
    good = json.dumps({"text": NEWS})
    first, second, third = read(tmp_path, "a.jsonl", f"{good}\n{line}\n{good}\n")
    assert isinstance(first, Article)
    assert isinstance(third, Article)
    assert isinstance(second, Problem)
    assert (second.reason, second.subject) == ("bad_line", f"{tmp_path / 'a.jsonl'}:2")


@pytest.mark.parametrize(
    ("line", "detail"),
    [
        (json.dumps({"text": "Fähre"}, ensure_ascii=False).encode("latin-1"), "not UTF-8 from byte 11"),
        (json.dumps({"text": NEWS}).encode("utf-16"), "not UTF-8 from byte 0"),
        (b'{"text": "x"} {"text": "y"}', "no JSON"),
        (b'{"text": "x"},', "no JSON"),
        (b'{"text": "x", "id": ' + b"9" * 5_000 + b"}", "no JSON"),
        (b"\x00\x00\x00", "no JSON"),
        (b'{"text": "x", "title": {"en": "Bridge"}}', "title is no text"),
        (b'{"text": "x", "id": true}', "id is no text"),
        (b'{"text": "x", "published": [2026]}', "published is no text"),
        (b'{"text": "x", "url": "javascript:alert(1)"}', "url is no address of the web"),
        (b'{"text": "x", "url": "https://"}', "url is no address of the web"),
        (b'{"text": "half a li', "no JSON"),
    ],
)
def test_what_is_wrong_with_a_line_is_said_and_the_others_are_read(
    tmp_path: Path, line: bytes, detail: str
) -> None:
    good = json.dumps({"text": NEWS}).encode()
    path = tmp_path / "a.jsonl"
    path.write_bytes(good + b"\r\n" + line + b"\r\n" + good)
    found = list(read_input(path, SETTINGS))
    assert [type(one) for one in (found[0], found[-1])] == [Article, Article]
    problems = [one for one in found if isinstance(one, Problem)]
    assert detail in problems[0].detail
    assert problems[0].subject == f"{path}:2"


def test_odd_unicode_in_a_line_is_read_without_what_cannot_be_shown(tmp_path: Path) -> None:
    """Half a surrogate pair, controls, direction marks, line separators, and a mark before the first line."""
    line = (
        r'{"id": 17, "title": "A\ud800 bridge\u0000 \u202eclosed\u2028again \ud83d\ude00",'
        r' "outlet": "\udfffThe Post", '
        rf'"text": "{NEWS}\ud83d\u0007 It is \u2066closed."}}'
    )
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + line.encode())
    (found,) = read_input(path, SETTINGS)
    assert isinstance(found, Article)
    assert (found.id, found.title, found.outlet) == ("17", "A bridge closed again 😀", "The Post")
    assert found.text == f"{NEWS} It is closed."
    str(found).encode()


def test_other_languages_are_counted_not_lost(tmp_path: Path) -> None:
    found = problem(tmp_path, "a.jsonl", json.dumps({"text": GERMAN * 2}))
    assert (found.reason, found.fatal) == ("not_english", False)
    assert found.subject.endswith("a.jsonl:1")


def test_a_page_in_a_file(tmp_path: Path) -> None:
    head = "<head><link rel=canonical href='https://examiner.example/bridge'></head>"
    page = (
        f"<html>{head}<body><h1>Bridge closed</h1><article><p>{NEWS}</p><p>{MORE}</p></article></body></html>"
    )
    found = one(tmp_path, "a.html.gz", page)
    assert found.url == "https://examiner.example/bridge"
    assert found.text == f"{NEWS}\n\n{MORE}"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.pdf", "%PDF", "unknown_type"),
        ("a.txt", "", "no_text"),
        ("a.txt", "Share this\n", "no_text"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str, content: str, reason: str) -> None:
    found = problem(tmp_path, name, content)
    assert (found.reason, found.subject) == (reason, str(tmp_path / name))


def test_a_broken_archive_and_a_missing_file_are_problems(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(b"no gzip at all")
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(json.dumps({"text": NEWS}).encode())[:-9])
    for name in ("a.txt.gz", "b.jsonl.gz", "missing.html"):
        found = list(read_input(tmp_path / name, SETTINGS))[-1]
        assert isinstance(found, Problem)
        assert found.reason == "unreadable"
