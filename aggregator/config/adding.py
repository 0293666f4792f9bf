"""New feeds and families written into `feeds.yaml`, whose every other byte stays as it is. Pure.

Comments, order and quoting are a person's; a YAML writer would lose them. So blocks of text are put behind
the last family and the last feed, and the outcome is read again: it must be the old settings and the new
feeds, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml
from pydantic import TypeAdapter

from aggregator.config.loading import settings_of
from aggregator.config.places import Addition
from aggregator.config.settings import FamilyConfig, FeedConfig, Settings
from aggregator.errors import ConfigError

Section = dict[str, object]
New = dict[str, Section] | list[Section]
"""Families by their names, or feeds, as plain values."""

BOM = "\ufeff"
INDENT = 2
UNFOLDED = 1 << 20
"""Characters of a line: long addresses are not folded."""


def with_addition(path: Path, body: bytes, addition: Addition) -> bytes:
    """Return the settings file `body` with what is to be added.

    Args:
        path: the file, for messages.
        body: what it holds.
        addition: the new feeds and families.

    Raises:
        ConfigError: if `body` cannot be used, or is written so that nothing can be added by a program.
    """
    before = settings_of(path, body)
    text = body.decode("utf-8-sig")
    families = {key: _plain(family) for key, family in addition.families.items()}
    text = _added(text, "families", families)
    text = _added(text, "feeds", [_plain(feed) for feed in addition.feeds])
    made = ((BOM if body.startswith(BOM.encode()) else "") + text).encode()
    if not _is_sum(path, made, before, addition):
        raise ConfigError(f"{path}: is written in a way that feeds cannot be added to by a program")
    return made


def _is_sum(path: Path, made: bytes, before: Settings, addition: Addition) -> bool:
    """Return whether `made` holds the settings of before and what was added, and nothing else."""
    try:
        after = settings_of(path, made)
    except ConfigError:
        return False
    families = {**before.families, **addition.families}
    return after == before.model_copy(
        update={"families": families, "feeds": (*before.feeds, *addition.feeds)}
    )


def _plain(section: FamilyConfig | FeedConfig) -> Section:
    made: Section = TypeAdapter(type(section)).dump_python(section, mode="json", exclude_defaults=True)
    return made


def _added(text: str, name: str, new: New) -> str:
    """Return `text` with `new` at the end of its section `name`, which is made if there is none."""
    if not new:
        return text
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(root, yaml.MappingNode)
    section = next((value for key, value in root.value if key.value == name), None)
    if section is None:
        inner = (" " * INDENT + line for line in _lines(new))
        return _after(text, root, [f"{name}:", *inner])
    if section.flow_style or not section.value:
        return _inside(text, section, new)
    return _after(text, section, _lines(new))


def _inside(text: str, section: yaml.CollectionNode, new: New) -> str:
    """Return `text` with `new` behind the last part of a section in brackets."""
    written = _dumped(new, flow=True)[1:-1]
    if section.value:
        place, written = _last_part(section).end_mark.index, f", {written}"
    else:
        place = text.index("[" if isinstance(new, list) else "{", section.start_mark.index) + 1
    return text[:place] + written + text[place:]


def _after(text: str, section: yaml.Node, lines: Iterable[str]) -> str:
    """Return `text` with `lines` of their own behind the last one of `section`, as far in as its parts."""
    newline = "\r\n" if "\r\n" in text else "\n"
    column = section.start_mark.column
    block = "".join(" " * column + line + newline for line in lines)
    place = _end_of_lines(text, _last(section).end_mark, column)
    gap = newline if place and text[place - 1] != "\n" else ""
    return text[:place] + gap + block + text[place:]


def _lines(new: New) -> Iterator[str]:
    """Yield the lines of new feeds or families, written as those that ship are."""
    if isinstance(new, list):
        for feed in new:
            for place, line in enumerate(_fields(feed)):
                yield f"{' ' if place else '-'} {line}"
        return
    for key, family in new.items():
        yield _dumped({key: None}).removesuffix(" null")
        yield from (" " * INDENT + line for line in _fields(family))


def _fields(section: Section) -> Iterator[str]:
    for name, value in section.items():
        whole = isinstance(value, list)
        yield f"{name}: {_dumped(value, flow=True)}" if whole else _dumped({name: value})


def _dumped(value: object, *, flow: bool = False) -> str:
    return yaml.safe_dump(
        value, default_flow_style=flow, sort_keys=False, allow_unicode=True, width=UNFOLDED
    ).strip()


def _last(node: yaml.Node) -> yaml.Node:
    """Return the last part of a node that stands in brackets or has no parts: its end is where it is seen."""
    while isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
        node = _last_part(node)
    return node


def _last_part(node: yaml.CollectionNode) -> yaml.Node:
    last = node.value[-1]
    part: yaml.Node = last[1] if isinstance(last, tuple) else last
    return part


def _end_of_lines(text: str, end: yaml.Mark, column: int) -> int:
    """Return where the lines of a part end: behind comments on its last line and further in below it."""
    place = end.index if end.column == 0 else _next_line(text, end.index)
    inner = re.compile(rf"[ ]{{{column + 1},}}#[^\n]*(?:\n|\Z)")
    while found := inner.match(text, place):
        place = found.end()
    return place


def _next_line(text: str, place: int) -> int:
    found = text.find("\n", place)
    return len(text) if found < 0 else found + 1
