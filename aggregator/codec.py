"""JSON for every dataclass of `aggregator.models`, checked on the way in.

One door for the store, the published JSON and its schema, so the three cannot drift apart.
"""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar, cast

T = TypeVar("T")


def _adapter(kind: Any) -> Any:
    """The adapter of a class; taken as Any, for a class is hashable whatever its instances are."""
    return _cached_adapter(kind)


@cache
def _cached_adapter(kind: Any) -> Any:
    from pydantic import TypeAdapter  # noqa: PLC0415 - pydantic is slow to import and not always needed

    return TypeAdapter(kind)


def dumps(value: object, *, indent: int | None = None) -> bytes:
    """Return `value`, a dataclass of `aggregator.models`, as UTF-8 JSON."""
    return cast("bytes", _adapter(type(value)).dump_json(value, indent=indent))


def loads(kind: type[T], raw: bytes | str) -> T:
    """Return the `kind` that `raw` holds.

    Raises:
        pydantic.ValidationError: if `raw` is not JSON or does not fit `kind`.
    """
    return cast("T", _adapter(kind).validate_json(raw))


def schema(kind: type[object]) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of `kind` as it is written by `dumps`."""
    return cast("dict[str, Any]", _adapter(kind).json_schema(mode="serialization"))
