"""Two figures of two claims: whether they count one thing, and whether both can hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from aggregator.corroborate.quantities import Quantity, compatible, of_a_kind, same_quantity, worlds_apart
from aggregator.corroborate.views import View, names_apart

# Two sentences are set against one another from this chance on that they speak of one matter.
ONE_MATTER_FROM = 0.1


@dataclass(frozen=True)
class Mention:
    """A quantity where a claim gives it."""

    view: View
    quantity: Quantity


def comparable(a: Mention, b: Mention) -> bool:
    """Whether two mentions are of one thing: the same quantity, not of differently named things."""
    of_people = bool(a.quantity.state)
    return same_quantity(a.quantity, b.quantity) and (of_people or not names_apart(a.view, b.view))


def may_rival(a: Quantity, b: Quantity) -> bool:
    """Whether two figures are of a kind, and near enough to count one thing."""
    first, second = a.figure, b.figure
    years = {first.as_of[:4], second.as_of[:4]} - {""}
    if a.state and b.state and a.state != b.state:
        return False
    return of_a_kind(first, second) and len(years) < 2 and not worlds_apart(first.value, second.value)  # noqa: PLR2004


def with_figure(b: View, theirs: Quantity, ours: Quantity, a: View) -> str:
    """Return `b`'s sentence with a figure of `a` in the place of its own."""
    text, start = b.evidence.text, b.evidence.start
    written = a.article.text[ours.figure.start : ours.figure.end]
    return text[: theirs.figure.start - start] + written + text[theirs.figure.end - start :]


def differing(a: View, b: View) -> Iterator[tuple[Quantity, Quantity]]:
    """Yield the pairs of figures of two claims that count the same thing and cannot both hold."""
    for first in a.quantities:
        rivals = [second for second in b.quantities if comparable(Mention(a, first), Mention(b, second))]
        if rivals and not any(compatible(first.figure, second.figure) for second in rivals):
            yield first, rivals[0]
