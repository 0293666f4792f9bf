"""How well pages become articles, beside plain trafilatura in the same run.

Two sets. ``pages/benchmark`` is the article-extraction benchmark of Zyte: 181 pages with gold bodies, scored
as its own `evaluate.py` does, by shingles of four words, and by single words beside it. ``pages/publishers``
is 44 pages of news sites with gold paragraphs, title, authors and time, as the fundus project keeps them.
"""

from __future__ import annotations

import argparse
import gzip
import html
import json
import logging
import re
import statistics
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import trafilatura
from trafilatura.settings import Document

from aggregator.config import ExtractSettings
from aggregator.extract import extract_page
from aggregator.models import Article, Problem

SHINGLE = 4
ENGLISH_FOLDERS = frozenset({"au", "ca", "uk", "us"})
VERSION_NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page with what is right. `bodies` are the gold texts to score against, by name."""

    name: str
    html: bytes
    bodies: dict[str, str]
    title: str = ""
    day: str = ""
    authors: tuple[str, ...] = ()
    english: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What an extractor made of a page."""

    text: str = ""
    title: str = ""
    day: str = ""
    authors: tuple[str, ...] = ()


Extractor = Callable[[bytes], Result]


@dataclass(slots=True)
class Score:
    """Shares of right, wrong and missing n-grams, one triple a page."""

    triples: list[tuple[float, float, float]] = field(default_factory=list)

    def add(self, gold: str, text: str, size: int) -> None:
        """Compare a text with the gold."""
        wanted, found = _ngrams(gold, size), _ngrams(text, size)
        right, wrong, missing = (wanted & found).total(), (found - wanted).total(), (wanted - found).total()
        whole = (right + wrong + missing) or 1
        self.triples.append((right / whole, wrong / whole, missing / whole))

    @property
    def figures(self) -> tuple[float, float, float]:
        """F1, precision and recall: means over pages, F1 from the two means (as evaluate.py has it)."""
        precision = statistics.mean(_share(tp, fp) for tp, fp, fn in self.triples if tp + fp)
        recall = statistics.mean(_share(tp, fn) for tp, fp, fn in self.triples if tp + fn)
        return 2 * precision * recall / (precision + recall), precision, recall

    @property
    def page_f1(self) -> float:
        """The mean of the pages' own F1."""
        return statistics.mean(
            2 * tp / (2 * tp + fp + fn) if tp + fp + fn else 1.0 for tp, fp, fn in self.triples
        )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the benchmark's arguments."""
    parser.add_argument("--only", choices=("benchmark", "publishers"), help="one of the two sets")
    parser.add_argument("--misses", action="store_true", help="list wrong titles, days and authors")


def main(args: argparse.Namespace) -> int:
    """Measure and print."""
    logging.disable(logging.CRITICAL)  # trafilatura warns of every page it gives up
    if args.only != "publishers":
        _report_benchmark(list(zyte_pages(args.data / "pages" / "benchmark")))
    if args.only != "benchmark":
        _report_publishers(list(publisher_pages(args.data / "pages" / "publishers")), misses=args.misses)
    return 0


# --- the pages -------------------------------------------------------------------------------------


def zyte_pages(folder: Path) -> Iterator[Page]:
    """Yield the pages of the article-extraction benchmark."""
    gold = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    for name, truth in gold.items():
        page = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes())
        yield Page(name=name, html=page, bodies={"body": truth["articleBody"]})


def publisher_pages(folder: Path) -> Iterator[Page]:
    """Yield the publishers' pages; a publisher's n-th version of gold belongs to its n-th page by date."""
    for gold_file in sorted(folder.glob("*/*.json")):
        gold = json.loads(gold_file.read_text(encoding="utf-8"))
        files = sorted(gold_file.parent.glob(f"{gold_file.stem}_2*.html.gz"))
        versions = sorted(gold, key=lambda name: [int(number) for number in VERSION_NUMBERS.findall(name)])
        for file, version in zip(files, versions, strict=True):
            truth = gold[version]
            sections = truth["body"]["sections"]
            paragraphs = [line for part in sections for line in part["paragraphs"]]
            headed = [line for part in sections for line in (*part["headline"], *part["paragraphs"])]
            yield Page(
                name=file.name.removesuffix(".html.gz"),
                html=gzip.decompress(file.read_bytes()),
                bodies={
                    "all": "\n".join([*truth["body"]["summary"], *headed]),
                    "paragraphs": "\n".join(paragraphs),
                },
                title=truth["title"],
                day=truth["publishing_date"][:10],
                authors=tuple(truth["authors"]),
                english=gold_file.parent.name in ENGLISH_FOLDERS,
            )


# --- the extractors --------------------------------------------------------------------------------


def ours(page: bytes) -> Result:
    """Extract with this project."""
    found = extract_page(page, url="", settings=ExtractSettings(), languages=None)
    if isinstance(found, Problem):
        return Result()
    return _result(found)


def _result(article: Article) -> Result:
    day = article.published.date().isoformat() if article.published else ""
    return Result(text=article.text, title=article.title, day=day, authors=article.authors)


def plain(*, precision: bool = False, fast: bool = False) -> Extractor:
    """Return plain trafilatura with these options, reader comments left out."""

    def extract(page: bytes) -> Result:
        document = trafilatura.bare_extraction(
            page, with_metadata=True, include_comments=False, favor_precision=precision, fast=fast
        )
        if not isinstance(document, Document):
            return Result()
        authors = tuple((document.author or "").split("; ")) if document.author else ()
        return Result(
            text=document.text or "", title=document.title or "", day=document.date or "", authors=authors
        )

    return extract


EXTRACTORS: dict[str, Extractor] = {
    "trafilatura": plain(),
    "trafilatura, precision": plain(precision=True),
    "trafilatura, fast": plain(fast=True),
    "aggregator": ours,
}


def _run(extract: Extractor, pages: Sequence[Page]) -> tuple[list[Result], float]:
    extract(pages[0].html)  # word lists and models load with the first page
    started = time.process_time()
    results = [extract(page.html) for page in pages]
    return results, len(pages) / (time.process_time() - started)


# --- the figures -----------------------------------------------------------------------------------


def _report_benchmark(pages: Sequence[Page]) -> None:
    print(f"Article-extraction benchmark, {len(pages)} pages")
    print(f"  {'':24}{'F1':>7}{'prec':>7}{'recall':>7}   {'words F1':>8}{'pages/s':>9}")
    for name, extract in EXTRACTORS.items():
        results, speed = _run(extract, pages)
        shingles, words = _scores(pages, results, "body", SHINGLE), _scores(pages, results, "body", 1)
        f1, precision, recall = shingles.figures
        print(f"  {name:24}{f1:7.4f}{precision:7.4f}{recall:7.4f}   {words.figures[0]:8.4f}{speed:9.1f}")


def _report_publishers(pages: Sequence[Page], *, misses: bool) -> None:
    measured = {name: _run(extract, pages)[0] for name, extract in EXTRACTORS.items()}
    for label, chosen in (
        ("all languages", range(len(pages))),
        ("English", [n for n, page in enumerate(pages) if page.english]),
    ):
        some = [pages[n] for n in chosen]
        print(f"\nPublishers' pages, {label}, {len(some)} pages; words of paragraphs / of all gold text")
        print(
            f"  {'':24}{'F1':>7}{'a page':>8}   {'F1':>6}{'a page':>8}   {'title':>6}{'day':>7}{'authors':>9}"
        )
        for name, results in measured.items():
            _print_publishers(name, some, [results[n] for n in chosen])
    if misses:
        _print_misses(pages, measured["aggregator"])


def _print_publishers(name: str, pages: Sequence[Page], results: Sequence[Result]) -> None:
    paragraphs, whole = (_scores(pages, results, body, 1) for body in ("paragraphs", "all"))
    title = _portion(same(page.title, result.title) for page, result in zip(pages, results, strict=True))
    day = _portion(page.day == result.day for page, result in zip(pages, results, strict=True))
    authors = _portion(_same_authors(page, result) for page, result in zip(pages, results, strict=True))
    print(
        f"  {name:24}{paragraphs.figures[0]:7.4f}{paragraphs.page_f1:8.4f}   {whole.figures[0]:6.4f}"
        f"{whole.page_f1:8.4f}   {title:6.1%}{day:7.1%}{authors:9.1%}"
    )


def _print_misses(pages: Sequence[Page], results: Sequence[Result]) -> None:
    print()
    for page, result in zip(pages, results, strict=True):
        if not same(page.title, result.title):
            print(f"  title   {page.name}: {result.title!r}, not {page.title!r}")
        if page.day != result.day:
            print(f"  day     {page.name}: {result.day}, not {page.day}")
        if not _same_authors(page, result):
            print(f"  authors {page.name}: {result.authors}, not {page.authors}")


def _scores(pages: Sequence[Page], results: Sequence[Result], body: str, size: int) -> Score:
    score = Score()
    for page, result in zip(pages, results, strict=True):
        score.add(page.bodies[body], result.text, size)
    return score


def same(a: str, b: str) -> bool:
    """Whether two titles or names are the same but for case, punctuation and kinds of quotes."""
    return _plain_words(a) == _plain_words(b)


def _plain_words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFKC", html.unescape(text)).casefold())


def _same_authors(page: Page, result: Result) -> bool:
    return {tuple(_plain_words(name)) for name in page.authors} == {
        tuple(_plain_words(name)) for name in result.authors
    }


def _ngrams(text: str, size: int) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[at : at + size]) for at in range(max(1, len(words) - size + 1)) if words)


def _share(right: float, wrong: float) -> float:
    return right / (right + wrong)


def _portion(answers: Iterable[bool]) -> float:
    listed = list(answers)
    return sum(listed) / len(listed)
