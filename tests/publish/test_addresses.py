"""Edition after edition, every link of every page that stands leads to something that stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from posixpath import normpath

import lxml.html

from aggregator.models import Edition
from aggregator.publish import archived_days, publish
from aggregator.render import edition_files
from tests.render.sample import AT, edition


def put(output: Path, made: Edition) -> Path:
    current = output / "current"
    return publish(edition_files(made, earlier=archived_days(current)), output, made.id)


def dead_links(folder: Path) -> list[tuple[str, str]]:
    return [
        (path.relative_to(folder).as_posix(), href)
        for path in sorted(folder.rglob("*.html"))
        for href in lxml.html.document_fromstring(path.read_bytes()).xpath(
            "//a/@href | //link[@rel='alternate']/@href"
        )
        if ":" not in href
        and not href.startswith("#")
        and not Path(normpath(path.parent / href.partition("#")[0])).is_file()
    ]


def test_no_link_dies_from_one_edition_to_the_next(tmp_path: Path) -> None:
    whole, *others = (replace(brief, related=()) for brief in edition().briefs)
    put(tmp_path, edition(id="e1", at=AT - timedelta(days=1), briefs=(whole, *others)))
    put(tmp_path, edition(id="e2", briefs=(whole,)))
    folder = put(tmp_path, edition(id="e3", briefs=tuple(others[2:4])))
    assert dead_links(folder) == []
    assert (folder / "archive" / "2026-09-14" / "index.html").is_file()
    assert (folder / "feeds" / "sport" / "feed.json").is_file()


def test_an_edition_published_again_is_the_same_bytes(tmp_path: Path) -> None:
    put(tmp_path, edition(id="e1", at=AT - timedelta(days=1)))
    assert put(tmp_path, edition(id="e2")) == put(tmp_path, edition(id="e2"))
