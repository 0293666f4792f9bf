"""Articles that cannot be used are named with their file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aggregator.demo.content import load_newsroom
from aggregator.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

OUTLETS = """
families:
  one: {name: One, owner: Owner of One}
outlets:
  one: {name: One, family: one, category: local}
"""
HEAD = "---\noutlet: one\ntitle: A title\npublished: 2026-09-14T08:00:00Z\n"


def write(folder: Path, **articles: str) -> Path:
    (folder / "outlets.yaml").write_text(OUTLETS)
    (folder / "articles" / "story").mkdir(parents=True)
    for name, text in articles.items():
        (folder / "articles" / "story" / f"{name}.md").write_text(text)
    return folder


def test_paragraphs_are_unwrapped_and_copies_filled_in(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        first=HEAD + "---\nOne\nline.\n\nTwo.\n\n\nThree.\n",
        second=HEAD + "copy_of: first\ndrop: [2]\n---\nOwn end.\n",
    )
    pieces = load_newsroom(folder).pieces
    assert pieces["first"].paragraphs == ("One line.", "Two.", "Three.")
    assert pieces["second"].paragraphs == ("One line.", "Three.", "Own end.")
    assert pieces["second"].path == "/one/2026/09/14/second"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("no front matter", "front matter"),
        (HEAD + "no end", "front matter"),
        (HEAD + "colour: red\n---\nText.", "colour"),
        (HEAD.replace("outlet: one", "outlet: two") + "---\nText.", "two"),
        ("---\noutlet: one\n---\nText.", "title"),
        (HEAD.replace("Z", "") + "---\nText.", "published"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        load_newsroom(write(tmp_path, broken=text))
