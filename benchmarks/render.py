"""Rendering a large edition of invented stories: time beside a bare Jinja loop, memory, what is written anew.

The floor is Jinja alone: the same four templates of a story, compiled once, over views made already, with
nothing but autoescaping. Memory is the peak of a process of its own in which so many stories go the way of a
run: each is set aside in a store when it is made, put in order, rendered from there, published with its links
followed, and marked as seen. Then one story in ten changes, and the edition is published again: a file that
is the same is shared. Ends with status 1 past a limit.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jinja2

from aggregator.compose import gist_of, related_of
from aggregator.evidence import sha256
from aggregator.models import (
    Brief,
    Completeness,
    Edition,
    Evidence,
    Line,
    Manifest,
    Part,
    PartKind,
    Reason,
    Section,
    SourceEntry,
    Standing,
)
from aggregator.publish import publish
from aggregator.render import LinkCheck, edition_files
from aggregator.render.build import brief_view
from aggregator.render.frame import Frame
from aggregator.render.ledger import story_ledger
from aggregator.render.templates import shipped, standard
from aggregator.render.text import counted, day, markdown_target, moment
from aggregator.store import Store

NEEDS_DATA = False
FEW = 100
"""Stories of the small edition whose memory the large one's is held against."""
SOURCES = 8
LINES = {"summary": 2, "known": 8, "unclear": 8, "context": 3, "watch": 2, "original": 2}
AT = datetime(2026, 9, 15, 18, tzinfo=UTC)
MOST_SECONDS = 30.0
"""For 1,000 stories."""
MOST_RATIO = 4.0
MOST_KB_EACH = 14.0
"""For each story more; a story's pages are fifteen times that, and its brief in memory twenty times."""
_SYLLABLES = "ka lor ven tis mar eth un do rel sha pim qua fer nol bri zes".split()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare how many stories there are."""
    parser.add_argument("--stories", type=int, default=1000)
    parser.add_argument("--only-peak", action="store_true", help="render and publish, print the peak alone")


def main(args: argparse.Namespace) -> int:
    """Render, print the figures, and return 1 if one is past its limit."""
    if args.only_peak:
        print_peak(args.stories)
        return 0
    seconds, sizes = rendering(args.stories)
    ratio = seconds / bare_seconds(args.stories)
    print(f"{args.stories} stories of {SOURCES} sources: {len(sizes)} files, {sum(sizes) / 2**20:.0f} MB")
    print(f"rendered in {seconds:.1f} s of processor time, {ratio:.2f} times a bare Jinja loop")
    each = print_memory(args.stories)
    print_written_again(args.stories)
    slow = seconds > MOST_SECONDS * args.stories / 1000
    return int(slow or ratio > MOST_RATIO or each > MOST_KB_EACH)


def rendering(stories: int) -> tuple[float, list[int]]:
    """Return the processor time of rendering so many stories, and the size of each file."""
    making = 0.0

    def made() -> Iterator[Brief]:
        nonlocal making
        source = briefs(stories)
        while True:
            began = time.process_time()
            brief = next(source, None)
            making += time.process_time() - began
            if brief is None:
                return
            yield brief

    began = time.process_time()
    sizes = [sum(map(len, content)) for _, content in edition_files(invented(), briefs=made())]
    return time.process_time() - began - making, sizes


def print_peak(stories: int) -> None:
    """Take so many stories the way of a run, and print the most memory held (MB) before and after."""
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "store.sqlite") as store:
        before = most_memory()
        gists = []
        for brief in briefs(stories):
            store.editions.save_brief(invented().id, brief)
            gists.append(gist_of(brief))
        related_of(gists)
        store.editions.save(invented(), [gist.story for gist in gists], "", "")
        files = edition_files(invented(), briefs=store.editions.briefs(invented().id))
        publish(LinkCheck("").passing(files), Path(folder), invented().id)
        store.editions.mark_published(invented().id)
        print(before, most_memory())


def bare_seconds(stories: int) -> float:
    """Return the processor time of filling the four templates of every story, and doing nothing else."""
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: shipped().joinpath(name).read_text(encoding="utf-8")),
        autoescape=jinja2.select_autoescape(),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(day=day, moment=moment, counted=counted, target=markdown_target)
    style = shipped().joinpath("style.css").read_text(encoding="utf-8")
    names = ("story.html", "brief.md", "brief.txt", "ledger.html")
    templates = [environment.get_template(name) for name in names]
    site = Frame(invented(), standard()).site("../../")
    seconds = 0.0
    for brief in briefs(stories):
        view = brief_view(brief, site)
        ledger = story_ledger(brief, view)
        began = time.process_time()
        for template in templates:
            template.render(brief=view, ledger=ledger, site=site, style=style, policy="")
        seconds += time.process_time() - began
    return seconds


def print_memory(stories: int) -> float:
    """Print the peak of a small and of the whole edition, each in its own process; return KB a story more."""
    (idle, few), (_, many) = peak(FEW), peak(stories)
    each = 1024 * (many - few) / max(1, stories - FEW)
    print(
        f"most memory: {idle} MB before, {few} MB at {FEW} stories, {many} MB at {stories}; "
        f"{each:.0f} KB for each more"
    )
    return each


def most_memory() -> int:
    """Return the most memory (MB) this process held; getrusage's figure begins with that of its parent."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def peak(stories: int) -> tuple[int, int]:
    """Return the most memory (MB) that a process held before and after it rendered so many stories."""
    command = [sys.executable, "-m", "benchmarks", "render", "--stories", str(stories), "--only-peak"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own program
    before, after = done.stdout.split()
    return int(before), int(after)


def print_written_again(stories: int) -> None:
    """Change one story in ten, publish again, and print how many files of stories were written again."""
    later = AT + timedelta(hours=1)
    changed = (
        replace(brief, title=f"{brief.title} again", updated=later) if place % 10 == 0 else brief
        for place, brief in enumerate(briefs(stories))
    )
    with tempfile.TemporaryDirectory() as folder:
        first = publish(edition_files(invented(), briefs=briefs(stories)), Path(folder), "invented")
        edition = replace(invented(), id="later", at=later)
        second = publish(edition_files(edition, briefs=changed), Path(folder), edition.id)
        paths = [path.relative_to(second) for path in second.glob("stories/*/*")]
        again = sum(not (first / path).samefile(second / path) for path in paths)
    share = again / len(paths)
    print(f"one story in ten changed: {again} of {len(paths)} files of stories written again, {share:.0%}")


def invented() -> Edition:
    """Return what stands around the invented stories."""
    return Edition(
        id="invented",
        title="The Invented Brief",
        at=AT,
        briefs=(),
        left_out=(),
        manifest=Manifest(program="bench", config_sha256="", input_sha256="", steps=(), articles=()),
        counts={},
    )


def briefs(stories: int) -> Iterator[Brief]:
    """Yield so many invented briefs; the same number gives the same ones."""
    draw = random.Random(stories)
    for place in range(stories):
        yield _brief(draw, place)


def _brief(draw: random.Random, place: int) -> Brief:
    sources = tuple(_source(draw, place, number) for number in range(1, SOURCES + 1))
    sections = tuple(
        Section(key=key, title=key.capitalize(), lines=tuple(_line(draw, sources, key) for _ in range(count)))
        for key, count in LINES.items()
    )
    return Brief(
        story=f"{place:016x}",
        slug=f"story-{place}",
        title=_words(draw, 9),
        category=draw.choice(("world", "business", "science", "sport", "politics")),
        published=AT - timedelta(minutes=place),
        updated=AT - timedelta(minutes=place),
        sections=sections,
        tables=(),
        sources=sources,
        related=(),
        outlets=SOURCES,
        origins=4,
        weight=1.0,
        made_by="bench",
    )


def _source(draw: random.Random, story: int, number: int) -> SourceEntry:
    outlet = f"Outlet {draw.randrange(60)}"
    return SourceEntry(
        number=number,
        article=f"{story:08x}{number:08x}",
        outlet=outlet,
        owner=f"Owner of {outlet}",
        kind="private",
        title=_words(draw, 8),
        url=f"https://outlet.example/{story}/{number}",
        authors=(),
        published=AT - timedelta(minutes=story + number),
        fetched=AT,
        completeness=Completeness.FULL,
        origin="abcd"[number % 4],
        origin_why=(),
        only_here=0,
    )


def _line(draw: random.Random, sources: tuple[SourceEntry, ...], key: str) -> Line:
    text = _words(draw, 18) + "."
    proof = tuple(
        Evidence(article=source.article, start=0, end=len(text), sha256=sha256(text), text=text)
        for source in draw.sample(sources, 2)
    )
    part = Part(kind=PartKind.SOURCE, text=text, article=proof[0].article, start=0, end=len(text))
    line = Line(parts=(part,), evidence=proof)
    if key not in {"known", "unclear"}:
        return line
    standing, reason = (
        (Standing.CONFIRMED, Reason.ORIGINS) if key == "known" else (Standing.UNCLEAR, Reason.HEDGED)
    )
    return replace(line, standing=standing, reasons=(reason,), outlets=2, origins=2, note="as measured here")


def _words(draw: random.Random, count: int) -> str:
    words = ("".join(draw.choices(_SYLLABLES, k=draw.randint(1, 3))) for _ in range(count))
    return " ".join(words).capitalize()
