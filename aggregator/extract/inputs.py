"""Files as a way in: HTML pages, plain text, Markdown and JSON lines, each also gzipped."""

from __future__ import annotations

import gzip
import json
import re
import statistics
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import IO, cast

from aggregator.config import ExtractSettings
from aggregator.extract.clean import clean_paragraphs
from aggregator.extract.completeness import is_part
from aggregator.extract.dates import parse_time, published_line
from aggregator.extract.decoding import decode, headline, one_line
from aggregator.extract.language import ENGLISH, language_of
from aggregator.extract.metadata import MAX_TITLE, clean_authors, is_opinion
from aggregator.extract.page import bounded, extract_page, not_wanted
from aggregator.identity import article_id, canonical_url
from aggregator.models import Article, Completeness, Problem

HTML = frozenset({".html", ".htm", ".xhtml"})
MARKDOWN = frozenset({".md", ".markdown"})
TEXT = MARKDOWN | {".txt", ".text"}
LINES = frozenset({".jsonl", ".ndjson"})

MAX_FILE_BYTES = 20_000_000
MAX_LINE_BYTES = 5_000_000
MAX_FIELD = 2_000
"""Characters of a field other than the text."""

TEXT_FIELDS = ("id", "url", "outlet", "title", "published")
WEB = re.compile("https?://[^/]", re.IGNORECASE)

MIN_WRAPPED_LINES = 2
WRAPPED_WIDTH = 100
"""Lines of a text wrapped by hand are no longer than this, and most end inside a sentence."""

DATED_WITHIN = 3
"""Lines from the top, of which one may say when the text was published."""

TITLE_WORDS = range(3, 26)
SENTENCE_END = re.compile(r"[.!?:;,”\"’)]$")
NO_HEADLINE = re.compile(r"^\w[\w’' ]{0,24}:\s|\||^[-*•>]|https?://")
LINK = re.compile(r"!?\[([^\[\]\n]*)\]\([^)\s]{0,2000}\)")
MARKS = re.compile(r"(?<!\w)(?:\*\*|__|[*_`])(?=\S)|(?<=\S)(?:\*\*|__|[*_`])(?!\w)")
HEADING = re.compile(r"^#{1,6}\s+")


def read_input(
    path: Path, settings: ExtractSettings, languages: frozenset[str] | None = ENGLISH
) -> Iterator[Article | Problem]:
    """Yield the articles of a file, or why one could not be read; a problem names file and line.

    The ending decides: .html and .htm, .txt and .md, .jsonl; any of them with .gz.
    """
    kind = Path(path.name.removesuffix(".gz")).suffix.lower()
    try:
        if kind in LINES:
            yield from _json_lines(path, settings, languages)
        elif kind in HTML or kind in TEXT:
            body = _body(path)
            if len(body) > MAX_FILE_BYTES:
                yield _problem(path, "too_large", f"The file has more than {MAX_FILE_BYTES:,} bytes.")
            elif kind in HTML:
                yield extract_page(body, url="", settings=settings, languages=languages)
            else:
                yield _from_text(path, decode(body), settings, languages)
        else:
            yield _problem(path, "unknown_type", "Readable are .html, .txt, .md and .jsonl, also with .gz.")
    except (OSError, EOFError, zlib.error) as error:
        yield _problem(path, "unreadable", str(getattr(error, "strerror", "") or error))


def _opened(path: Path) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(path)) if path.suffix == ".gz" else path.open("rb")


def _body(path: Path) -> bytes:
    with _opened(path) as file:
        return file.read(MAX_FILE_BYTES + 1)


def _problem(path: Path, reason: str, detail: str, line: int = 0) -> Problem:
    subject = f"{path}:{line}" if line else str(path)
    return Problem(step="extract", subject=subject, reason=reason, detail=detail)


# --- JSON lines ------------------------------------------------------------------------------------


def _json_lines(
    path: Path, settings: ExtractSettings, languages: frozenset[str] | None
) -> Iterator[Article | Problem]:
    with _opened(path) as file:
        number = 0
        while line := file.readline(MAX_LINE_BYTES + 1):
            number += 1
            if len(line) > MAX_LINE_BYTES:
                yield _problem(path, "bad_line", f"The line has more than {MAX_LINE_BYTES:,} bytes.", number)
                return
            if line.strip():
                yield _from_line(path, number, line, settings, languages)


def _from_line(
    path: Path, number: int, line: bytes, settings: ExtractSettings, languages: frozenset[str] | None
) -> Article | Problem:
    try:
        fields = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return _problem(path, "bad_line", f"The line is not UTF-8 from byte {error.start} on.", number)
    except (ValueError, RecursionError) as error:
        return _problem(path, "bad_line", f"The line is no JSON: {error}", number)
    wrong = _wrong(fields)
    if wrong:
        return _problem(path, "bad_line", wrong, number)
    given = {
        name: one_line(str(fields.get(name) or ""), MAX_FIELD) for name in ("id", "url", "outlet", "title")
    }
    made = _made(
        fields["text"],
        f"{path}:{number}",
        settings,
        languages,
        title=given["title"],
        url=given["url"],
        published=parse_time(str(fields.get("published") or "")),
    )
    if isinstance(made, Problem):
        return made
    known = fields.get("completeness")
    return replace(
        made,
        id=given["id"] or made.id,
        outlet=given["outlet"],
        opinion=made.opinion or is_opinion("", outlet=given["outlet"]),
        authors=tuple(clean_authors(name for name in fields.get("authors") or () if isinstance(name, str))),
        completeness=Completeness(known) if known in tuple(Completeness) else made.completeness,
    )


def _wrong(fields: object) -> str:
    if not isinstance(fields, dict):
        return "The line is no JSON object."
    if not isinstance(fields.get("text"), str) or not fields["text"].strip():
        return "The field text is missing or empty."
    if not isinstance(fields.get("authors") or [], list):
        return "The field authors is no list."
    for name in TEXT_FIELDS:
        if not isinstance(fields.get(name) or "", str) and not (name == "id" and _is_number(fields[name])):
            return f"The field {name} is no text."
    if fields.get("url") and not WEB.match(one_line(fields["url"])):
        return "The field url is no address of the web."
    return ""


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


# --- text ------------------------------------------------------------------------------------------


def _from_text(
    path: Path, text: str, settings: ExtractSettings, languages: frozenset[str] | None
) -> Article | Problem:
    lines = paragraphs_in(text)
    title = ""
    if Path(path.name.removesuffix(".gz")).suffix.lower() in MARKDOWN:
        marked = bool(lines) and lines[0].startswith("# ")
        lines = [plain_markdown(line) for line in lines]
        title = lines.pop(0) if marked else ""
    published, lines = _without_time(lines)
    if not title and looks_like_headline(lines):
        title, *lines = lines
    return _made("\n\n".join(lines), str(path), settings, languages, title=title, published=published)


def _without_time(lines: list[str]) -> tuple[datetime | None, list[str]]:
    for number, line in enumerate(lines[:DATED_WITHIN]):
        published = published_line(line)
        if published:
            return published, lines[:number] + lines[number + 1 :]
    return None, lines


def _made(
    given: str,
    subject: str,
    settings: ExtractSettings,
    languages: frozenset[str] | None,
    *,
    title: str,
    url: str = "",
    published: datetime | None = None,
) -> Article | Problem:
    clean = clean_paragraphs(paragraphs_in(given), (title,) if title else ())
    if not clean.text:
        return Problem(step="extract", subject=subject, reason="no_text", detail="It holds no text.", url=url)
    language = language_of(clean.text)
    if languages is not None and language not in languages:
        return not_wanted(language, title, url, subject)
    text, cut = bounded(clean.text, settings.max_text_chars)
    return Article(
        id=article_id(canonical_url(url) or text),
        text=text,
        title=headline(title, MAX_TITLE),
        url=canonical_url(url),
        published=published,
        language=language,
        completeness=Completeness.PARTIAL if cut or is_part(clean.text, given) else Completeness.FULL,
        dateline=clean.dateline,
        credits=clean.credits,
        notices=clean.notices,
        opinion=is_opinion(title, url),
    )


def paragraphs_in(text: str) -> list[str]:
    """Return the paragraphs of a text: its lines, or where lines are wrapped by hand its blocks of lines."""
    groups = [
        [line.strip() for line in group.splitlines() if line.strip()]
        for group in re.split(r"\n[^\S\n]*\n", text)
    ]
    return [
        line for group in groups if group for line in ([" ".join(group)] if _is_wrapped(group) else group)
    ]


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Whether the lines are one paragraph: all but the last about as long, and most end inside a sentence."""
    inner = lines[:-1]
    if len(inner) < MIN_WRAPPED_LINES or max(map(len, lines)) > WRAPPED_WIDTH:
        return False
    broken = sum(not SENTENCE_END.search(line) for line in inner)
    return 2 * broken >= len(inner) and min(map(len, inner)) >= statistics.median(map(len, inner)) / 2


def looks_like_headline(lines: Sequence[str]) -> bool:
    """Whether the first line is the headline of the others: short, no sentence, before longer text."""
    if len(lines) <= 1:
        return False
    first, second = lines[0], lines[1]
    kept = clean_paragraphs([first]).text == first
    return (
        kept
        and len(first.split()) in TITLE_WORDS
        and not SENTENCE_END.search(first.rstrip('”"’)'))
        and not NO_HEADLINE.search(first)
        and len(second) > len(first)
    )


def plain_markdown(line: str) -> str:
    """Return a line of Markdown as it reads: no heading marks, emphasis or link addresses."""
    return MARKS.sub("", LINK.sub(r"\1", HEADING.sub("", line).removeprefix("> ")))
