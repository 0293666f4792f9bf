"""The persons and bodies an article names, each with all it says of them, to know later mentions by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from aggregator.annotate.document import Document, Line
from aggregator.annotate.entities import ORG, PERSON, Name
from aggregator.annotate.titles import gender_of, role_of
from aggregator.models import SourceKind, Span


@dataclass(frozen=True, slots=True)
class Known:
    """A person or body the article names: the fullest name, where it stands, its role, "m", "f" or ""."""

    name: str
    span: Span
    kind: SourceKind
    role: str = ""
    gender: str = ""


def find_known(document: Document) -> dict[str, Known]:
    """Return persons by every last name and full name, bodies by name; all lower-cased."""
    found: dict[str, Known] = {}
    for line in document.lines:
        for name in line.names:
            if name.label in {PERSON, ORG}:
                _add(found, document, line, name)
    return found


def low_name(line: Line, name: Name) -> str:
    """Return the name as `find_known` keys it."""
    return " ".join(word.low for word in line.words[name.start : name.end])


def only(known: Iterable[Known]) -> Known | None:
    """Return the one person or body that is meant, None where it is none or more than one."""
    by_name = {one.name: one for one in known}
    return next(iter(by_name.values())) if len(by_name) == 1 else None


def _add(found: dict[str, Known], document: Document, line: Line, name: Name) -> None:
    words = line.words[name.start : name.end]
    last = words[-1].low
    span = line.span((name.start, name.end))
    kind = SourceKind.PERSON if name.label == PERSON else SourceKind.ORGANISATION
    role = role_of(document, line, name) if name.label == PERSON else ""
    mine = Known(document.text[slice(*span)], span, kind, role, gender_of(line, name))
    keys = {low_name(line, name), last} if name.label == PERSON else {low_name(line, name)}
    for key in keys:
        old = found.get(key)
        if old is None or (
            old.kind is kind and len(words) > len(old.name.split()) and old.name.split()[-1].lower() == last
        ):
            found[key] = replace(
                mine,
                role=mine.role or (old.role if old else ""),
                gender=mine.gender or (old.gender if old else ""),
            )
        elif old.kind is kind:
            found[key] = replace(old, role=old.role or mine.role, gender=old.gender or mine.gender)
