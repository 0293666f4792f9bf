"""Inputs named on the command line: addresses, HTML pages, texts and JSON lines."""

from __future__ import annotations

import gzip
import os
import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from aggregator.config import Settings
    from aggregator.models import Article, Problem

MAX_FILE_BYTES = 50_000_000
"""A page file larger than this, unpacked, is refused."""

STDIN = "-"


def is_address(given: str) -> bool:
    """Whether an input is an address and not a file."""
    return given.lower().startswith(("http://", "https://"))


def input_name(given: str) -> str:
    """Return what a reader may call an input: an address, or a file's name without its folders."""
    if is_address(given):
        return given
    name = "standard input" if given == STDIN else Path(given).name
    return os.fsencode(name).decode("utf-8", "replace")  # a name need not be text


def page_id(page: Path) -> str:
    """Return the file's name without its ending (and without `.gz`)."""
    if str(page) == STDIN:
        return "stdin"
    name = Path(page.name.removesuffix(".gz")).stem
    return os.fsencode(name).decode("utf-8", "replace")  # a name need not be text


def page_bytes(page: Path) -> bytes:
    """Return what a page file holds; `-` is standard input, `.gz` is unpacked.

    Raises:
        OSError: if it cannot be read, or is larger than `MAX_FILE_BYTES`.
    """
    if str(page) == STDIN:
        body = sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
    else:
        try:
            with gzip.open(page) if page.suffix == ".gz" else page.open("rb") as file:
                body = file.read(MAX_FILE_BYTES + 1)
        except EOFError as error:
            raise OSError(str(error)) from error
    if len(body) > MAX_FILE_BYTES:
        raise OSError(f"larger than {MAX_FILE_BYTES:,} bytes")
    return body


def read_inputs(
    inputs: Iterable[str], settings: Settings, now: datetime
) -> Iterator[tuple[str, Article | Problem]]:
    """Yield each input with its articles, or with why one could not be read, in their order."""
    from aggregator.models import Article

    for given in inputs:
        found = [_fetched(given, settings, now)] if is_address(given) else _read_file(given, settings)
        for one in found:
            yield given, _with_publisher(one, settings) if isinstance(one, Article) else one


def _with_publisher(article: Article, settings: Settings) -> Article:
    """Return the article with the family that the settings know for its address or outlet."""
    family = settings.family_of(article.url) or settings.family_of(article.outlet)
    if not family:
        return article
    known = settings.families[family]
    return replace(article, family=family, owner=known.owner, outlet=article.outlet or known.name)


def _fetched(address: str, settings: Settings, now: datetime) -> Article | Problem:
    from aggregator.extract import extract_page
    from aggregator.fetch import fetch_pages
    from aggregator.models import Entry

    entry = Entry(feed="", id=address, url=address, title="")
    page = next(iter(fetch_pages([entry], settings.fetch, now=now)))
    if page.problem is not None:
        return page.problem
    return extract_page(
        page.body, url=page.url, content_type=page.content_type, fetched=now, settings=settings.extract
    )


def _read_file(given: str, settings: Settings) -> Iterator[Article | Problem]:
    from aggregator.extract import read_input

    with _as_file(given) as path:
        yield from read_input(path, settings.extract)


@contextmanager
def _as_file(given: str) -> Iterator[Path]:
    """Give the path of an input; what comes from standard input gets a name that says what it is."""
    if given != STDIN:
        yield Path(given)
        return
    body = page_bytes(Path(STDIN))
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"stdin{_ending(body)}"
        path.write_bytes(body)
        yield path


def _ending(body: bytes) -> str:
    head = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return {b"{": ".jsonl", b"<": ".html"}.get(head, ".txt")
