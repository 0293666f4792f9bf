"""From `feeds.yaml` to `Settings`: every mistake is told with its file, line and field, all at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import ValidationError

from aggregator.config.settings import Settings
from aggregator.errors import ConfigError
from aggregator.identity import canonical_url

Field = tuple[int | str, ...]
"""Where a value stands: ``("feeds", 3, "url")``."""

Mistake = tuple[int, str, str]
"""Line (from 1), the field as a person writes it, and what is wrong."""

MAX_MISTAKES = 20
"""Mistakes told at once; a file written for something else has hundreds."""

_UNKNOWN = frozenset({"extra_forbidden", "unexpected_keyword_argument"})

_SHAPES = {
    "model_type": "named settings",
    "dataclass_type": "named settings",
    "dict_type": "named settings",
    "tuple_type": "a list",
    "string_type": "text",
}
"""pydantic's words for a value of the wrong shape name Python's types, which a settings file has not."""


def load_settings(path: Path) -> Settings:
    """Return the settings that the YAML file at `path` holds.

    Raises:
        ConfigError: if it cannot be read, is no YAML, or a setting in it cannot be used. The message has
            one line for each mistake: ``feeds.yaml:12: feeds[3].url: ...``.
    """
    return settings_of(path, read_bytes(path))


def read_bytes(path: Path) -> bytes:
    """Return what the settings file at `path` holds.

    Raises:
        ConfigError: if it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror or error}") from error


def settings_of(path: Path, body: bytes) -> Settings:
    """Return the settings that `body`, what the file at `path` holds, stands for.

    Raises:
        ConfigError: as `load_settings` does.
    """
    root = _parse(path, body)
    mistakes = list(_repeated_keys(root))
    if mistakes:
        raise _error(path, mistakes)
    try:
        settings = Settings.model_validate(_plain_values(path, root))
    except ValidationError as error:
        raise _error(path, list(_invalid(error, root))) from error
    mistakes = [(_line(root, field), _written(field), said) for field, said in _conflicts(settings)]
    if mistakes:
        raise _error(path, mistakes)
    return settings


def _parse(path: Path, body: bytes) -> yaml.Node:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is not UTF-8 text (byte {error.start})") from error
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        raise _error(path, [_yaml_mistake(error)]) from error
    except yaml.YAMLError as error:
        raise ConfigError(f"{path}: is not YAML: {error}") from error
    if not isinstance(root, yaml.MappingNode):
        raise ConfigError(f"{path}: must hold settings (version, edition, families, feeds)")
    return root


def _plain_values(path: Path, root: yaml.Node) -> object:
    try:
        return yaml.SafeLoader("").construct_document(root)
    except yaml.MarkedYAMLError as error:
        raise _error(path, [_yaml_mistake(error)]) from error
    except ValueError as error:  # a date that is none
        raise ConfigError(f"{path}: is not YAML: {error}") from error


def _error(path: Path, mistakes: list[Mistake]) -> ConfigError:
    lines = sorted(mistakes)
    told = [f"{path}:{line}: {field + ': ' if field else ''}{said}" for line, field, said in lines]
    if len(told) > MAX_MISTAKES:
        told[MAX_MISTAKES:] = [f"{path}: and {len(told) - MAX_MISTAKES} more mistakes"]
    return ConfigError("\n".join(told))


def _yaml_mistake(error: yaml.MarkedYAMLError) -> Mistake:
    mark = error.problem_mark or error.context_mark
    said = ", ".join(part for part in (error.context, error.problem) if part)
    return (mark.line + 1 if mark else 1, "", f"is not YAML: {said}")


def _repeated_keys(root: yaml.Node) -> Iterator[Mistake]:
    """Yield a mistake for each key that stands twice in one mapping: YAML would keep only the last."""
    waiting: list[tuple[yaml.Node, Field]] = [(root, ())]
    seen: set[int] = set()  # an alias can stand inside its own anchor
    while waiting:
        node, field = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        first: dict[int | str, yaml.Node] = {}
        for key, child in _children(node):
            waiting.append((child, (*field, key)))
            if first.setdefault(key, child) is not child:
                said = f"stands twice (first on line {first[key].start_mark.line + 1})"
                yield child.start_mark.line + 1, _written((*field, key)), said


def _children(node: yaml.Node) -> Iterable[tuple[int | str, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        return [(key.value, value) for key, value in node.value if isinstance(key, yaml.ScalarNode)]
    return list(enumerate(node.value)) if isinstance(node, yaml.SequenceNode) else []


def _line(root: yaml.Node, field: Field) -> int:
    """Return the line of a field, or of the innermost part of it that the file has."""
    node, line = root, root.start_mark.line
    for part in field:
        found = dict(_children(node)).get(part)
        if found is None:
            break
        node, line = found, found.start_mark.line
    return int(line) + 1


def _written(field: Field) -> str:
    """Return a field as a person writes it: ``feeds[3].url``, items counted from 0."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in field)
    return "".join(parts).removeprefix(".")


def _invalid(error: ValidationError, root: yaml.Node) -> Iterator[Mistake]:
    for one in error.errors(include_url=False):
        field = one["loc"]
        if one["type"] in _UNKNOWN:
            said = "is no setting" + _near(str(field[-1]), _names(field[:-1]))
        elif one["type"] == "missing":
            said = "is missing"
        elif one["type"] in _SHAPES:
            said = f"must be {_SHAPES[one['type']]}, not {one['input']!r:.80}"
        else:
            said = f"{one['msg'][:1].lower()}{one['msg'][1:]}, not {one['input']!r:.80}"
        yield _line(root, field), _written(field), said


def _names(field: Field) -> Iterable[str]:
    """Return the names of the settings in the section at `field`."""
    kind: Any = Settings
    for part in field:
        if hasattr(kind, "__pydantic_fields__"):
            kind = kind.__pydantic_fields__[str(part)].annotation
        else:  # dict[str, Section] or tuple[Section, ...]
            kind = next(kind for kind in get_args(kind) if kind not in (str, ...))
    return list(kind.__pydantic_fields__)


def _near(name: str, names: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(names), n=2)
    return f" (did you mean {' or '.join(close)}?)" if close else ""


def _conflicts(settings: Settings) -> Iterator[tuple[Field, str]]:
    """Yield what each part allows and the whole does not."""
    addresses: dict[str, int] = {}
    for place, feed in enumerate(settings.feeds):
        first = addresses.setdefault(canonical_url(feed.url), place)
        if first != place:
            yield (
                ("feeds", place, "url"),
                f"is the address of feeds[{first}] ({settings.feeds[first].name}) too",
            )
        if feed.family not in settings.families:
            said = f"{feed.family!r} is not under families" + _near(feed.family, settings.families)
            yield ("feeds", place, "family"), said
    owners: dict[str, str] = {}
    for name, family in settings.families.items():
        for place, domain in enumerate(family.domains):
            first_owner = owners.setdefault(domain, name)
            if first_owner != name:
                yield (
                    ("families", name, "domains", place),
                    f"{domain} belongs to family {first_owner} already",
                )
