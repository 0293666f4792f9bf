"""Rendering a large edition of invented stories: time beside a bare Jinja loop, memory, what is written anew.

The floor is Jinja alone: the same three templates of a story, compiled once, over views made already, with
nothing but autoescaping. Memory is the peak of a process of its own that renders and publishes so many
stories. Then one story in ten changes, and the edition is published again: a file that is the same is shared.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jinja2

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
from aggregator.render import render_edition
from aggregator.render.build import brief_view
from aggregator.render.templates import shipped
from aggregator.render.text import counted, day, markdown_target, moment
from aggregator.render.views import BriefView

NEEDS_DATA = False
FEW = 100
"""Stories of the small edition whose memory the large one's is held against."""
SOURCES = 8
LINES = {"summary": 2, "known": 8, "unclear": 8, "context": 3, "watch": 2, "original": 2}
AT = datetime(2026, 9, 15, 18, tzinfo=UTC)
MOST_SECONDS = 30.0
_SYLLABLES = "ka lor ven tis mar eth un do rel sha pim qua fer nol bri zes".split()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare how many stories there are."""
    parser.add_argument("--stories", type=int, default=1000)
    parser.add_argument("--only-peak", action="store_true", help="render and publish, print the peak alone")


def main(args: argparse.Namespace) -> int:
    """Render, print the figures, and return 1 if it takes too long."""
    edition = invented(args.stories)
    if args.only_peak:
        with tempfile.TemporaryDirectory() as folder:
            publish(render_edition(edition), Path(folder), edition.id)
        print(most_memory())
        return 0
    began = time.process_time()
    files = render_edition(edition)
    seconds = time.process_time() - began
    floor = bare_seconds(tuple(brief_view(brief) for brief in edition.briefs))
    size = sum(map(len, files.values()))
    print(f"{args.stories} stories of {SOURCES} sources: {len(files)} files, {size / 2**20:.0f} MB")
    print(f"rendered in {seconds:.1f} s of processor time, {seconds / floor:.2f} times a bare Jinja loop")
    print_memory(args.stories)
    print_written_again(edition, files)
    return int(seconds > MOST_SECONDS * args.stories / 1000)


def bare_seconds(views: tuple[BriefView, ...]) -> float:
    """Return the processor time of filling the three templates of every story, and doing nothing else."""
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: shipped().joinpath(name).read_text(encoding="utf-8")),
        autoescape=jinja2.select_autoescape(),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(day=day, moment=moment, counted=counted, target=markdown_target)
    style = shipped().joinpath("style.css").read_text(encoding="utf-8")
    templates = [environment.get_template(name) for name in ("story.html", "brief.md", "brief.txt")]
    began = time.process_time()
    for view in views:
        for template in templates:
            template.render(brief=view, site=None, style=style, policy="")
    return time.process_time() - began


def print_memory(stories: int) -> None:
    """Print the peak of a small and of the whole edition, each in a process of its own."""
    few, many = peak(FEW), peak(stories)
    each = (many - few) / (stories - FEW)
    print(f"most memory: {few} MB at {FEW} stories, {many} MB at {stories}; {each:.2f} MB for each more")


def most_memory() -> int:
    """Return the most memory (MB) this process held; getrusage's figure begins with that of its parent."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def peak(stories: int) -> int:
    """Return the most memory (MB) that a process held which rendered and published so many stories."""
    command = [sys.executable, "-m", "benchmarks", "render", "--stories", str(stories), "--only-peak"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own program
    return int(done.stdout)


def print_written_again(edition: Edition, files: dict[str, bytes]) -> None:
    """Change one story in ten, publish again, and print how many files of stories were written again."""
    changed = tuple(
        replace(brief, title=f"{brief.title} again", updated=AT + timedelta(hours=1))
        if place % 10 == 0
        else brief
        for place, brief in enumerate(edition.briefs)
    )
    with tempfile.TemporaryDirectory() as folder:
        first = publish(files, Path(folder), edition.id)
        later = replace(edition, id="later", at=AT + timedelta(hours=1), briefs=changed)
        second = publish(render_edition(later), Path(folder), later.id)
        paths = [path.relative_to(second) for path in second.glob("stories/*/*")]
        again = sum(not (first / path).samefile(second / path) for path in paths)
    share = again / len(paths)
    print(f"one story in ten changed: {again} of {len(paths)} files of stories written again, {share:.0%}")


def invented(stories: int) -> Edition:
    """Return an edition of so many invented stories; the same number gives the same edition."""
    draw = random.Random(stories)
    return Edition(
        id="invented",
        title="The Invented Brief",
        at=AT,
        briefs=tuple(_brief(draw, place) for place in range(stories)),
        left_out=(),
        manifest=Manifest(program="bench", config_sha256="", input_sha256="", steps=(), articles=()),
        counts={},
    )


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
