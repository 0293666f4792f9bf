"""Writes docs/settings.md from the settings themselves: `python tests/config/settings_reference.py`."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic import AfterValidator, BaseModel, HttpUrl
from pydantic.fields import FieldInfo

from aggregator.config import FamilyConfig, FeedConfig, Settings

FILE = Path(__file__).parents[2] / "docs" / "settings.md"

HEAD = """\
# Settings

Everything that can be set stands in one YAML file, `feeds.yaml` unless `--feeds` names another. Only
`version` must be there; what is left out has the default below. A mistake is told with its file, line and
field, all mistakes at once, and nothing is fetched:

```
feeds.yaml:31: policy.min_origin: is no setting (did you mean min_origins?)
feeds.yaml:240: feeds[3].family: 'gaurdian' is not under families (did you mean guardian?)
```

Also mistakes: a key that stands twice, two feeds of one address, a domain under two families. Thresholds
that are not settings are constants beside the code that uses them, each with its origin.

This page is written from the program's own settings by `python tests/config/settings_reference.py`, and a
test fails when it is out of date.
"""


def reference() -> str:
    """Return the whole page."""
    sections = "\n".join(
        section for name, field in Settings.model_fields.items() for section in _part(name, field)
    )
    return f"{HEAD}\n{sections}"


def _part(name: str, field: FieldInfo) -> Iterator[str]:
    if name in {"families", "feeds"}:
        kind: Any = FamilyConfig if name == "families" else FeedConfig
        entry = "families.NAME" if name == "families" else "feeds[]"
        yield f"## `{entry}`\n\n{kind.__doc__} {field.description}\n\n{_table(kind)}"
    elif isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
        yield f"## `{name}`\n\n{field.annotation.__doc__}\n\n{_table(field.annotation)}"
    else:
        yield f"## `{name}`\n\n{field.description} {_values(field)}, must be given.\n"


def _table(kind: Any) -> str:
    rows = (
        f"| `{name}` | {_default(field)} | {_values(field)} | {field.description} |"
        for name, field in kind.__pydantic_fields__.items()
    )
    return "\n".join(("| setting | default | value | meaning |", "|---|---|---|---|", *rows, ""))


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "must be given"
    made = field.default
    if isinstance(made, bool):
        return f"`{str(made).lower()}`"
    if isinstance(made, (int, float)):
        return f"`{made}`"
    return f"`{made}`" if made else "none"


def _values(field: FieldInfo) -> str:
    bounds = [
        f"{sign} {_number(getattr(limit, name))}"
        for limit in field.metadata
        for name, sign in (("ge", "≥"), ("gt", ">"), ("le", "≤"), ("lt", "<"))
        if hasattr(limit, name)
    ]
    checked = any(isinstance(one, AfterValidator) for one in field.metadata)  # of text, only addresses are
    return ", ".join((_kind(HttpUrl if checked else field.annotation), *bounds))


def _kind(annotation: Any) -> str:
    if get_origin(annotation) is Literal:
        return " or ".join(f"`{choice}`" if choice != "" else "empty" for choice in get_args(annotation))
    if get_origin(annotation) is tuple:
        return f"list of {_kind(get_args(annotation)[0])}s"
    names = {
        "str": "text",
        "int": "whole number",
        "float": "number",
        "bool": "true or false",
        "HttpUrl": "address",
    }
    found = re.findall("|".join(names), str(annotation))
    return names[found[0]]


def _number(limit: float) -> str:
    return f"{limit:g}"


if __name__ == "__main__":
    FILE.write_text(reference(), encoding="utf-8")
    sys.stdout.write(f"{FILE}\n")
