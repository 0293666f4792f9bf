"""Figures: when two numbers speak of the same quantity, and whether they can both hold.

1.13 billion and 936 million are two figures on two things; 12 and 15 dead at two times are an update;
at the same time, a conflict, shown as a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from aggregator.config import Policy
from aggregator.corroborate.views import View, names_apart
from aggregator.models import Figure, FigureRow, FigureTable, SourceKind
from aggregator.terms import overlap, stems

# Two figures within this share of each other are one, however exactly they are put (rounding in print).
EXACT_TOLERANCE = 0.005
# "About 1,200" and 1,187 are one figure; about 1,200 and 1,500 are not. Newspapers round to two digits.
ROUNDED_TOLERANCE = 0.1
# Sentences must share this much of their words before their figures are taken to count the same thing.
# Chosen by reading pairs of figures from real stories; below it, units alone agree by chance.
SAME_QUANTITY_OVERLAP = 0.4

Pair = tuple[tuple[View, Figure], tuple[View, Figure]]


def compatible(a: Figure, b: Figure) -> bool:
    """Whether two figures on one quantity can both hold."""
    low_a, high_a = _bounds(a)
    low_b, high_b = _bounds(b)
    return low_a <= high_b and low_b <= high_a


def _bounds(figure: Figure) -> tuple[float, float]:
    tolerance = EXACT_TOLERANCE if figure.qualifier == "exact" else ROUNDED_TOLERANCE
    high = figure.value if figure.high is None else figure.high
    if figure.qualifier == "at_least":
        return figure.value, float("inf")
    if figure.qualifier == "at_most":
        return float("-inf"), figure.value
    return figure.value - abs(figure.value) * tolerance, high + abs(high) * tolerance


def same_quantity(a: Figure, b: Figure) -> bool:
    """Whether two figures count the same thing: same unit, same thing counted, no two as-of dates."""
    if a.unit != b.unit or (a.as_of and b.as_of and a.as_of != b.as_of):
        return False
    counted_a, counted_b = set(stems(a.counted)), set(stems(b.counted))
    if counted_a and counted_b:
        return bool(counted_a & counted_b)
    return a.unit != "count"


def differing(a: View, b: View) -> Iterator[Pair]:
    """Yield the pairs of figures of two claims that count the same thing and cannot both hold."""
    if names_apart(a, b):
        return
    for figure_a in a.figures:
        rivals = [figure for figure in b.figures if same_quantity(figure_a, figure)]
        if len(rivals) == 1 and not compatible(figure_a, rivals[0]):
            yield (a, figure_a), (b, rivals[0])


def is_update(a: View, b: View, policy: Policy) -> bool:
    """Whether two claims were published so far apart that the later figure replaces the earlier."""
    first, second = a.article.published, b.article.published
    if first is None or second is None:
        return False
    return abs(second - first) >= timedelta(hours=policy.update_after_hours)


def find_tables(pairs: Iterable[tuple[View, View]], policy: Policy) -> tuple[FigureTable, ...]:
    """Return a table for each quantity that has more than one value, conflicts first.

    `pairs` are pairs of claims alike enough to be compared.
    """
    groups: dict[tuple[str, str], dict[tuple[str, int], tuple[View, Figure]]] = {}
    conflicts: set[tuple[str, str]] = set()
    for a, b in pairs:
        if overlap(a.bag, b.bag) < SAME_QUANTITY_OVERLAP:
            continue
        for pair in differing(a, b):
            key = _quantity(pair)
            for view, figure in pair:
                groups.setdefault(key, {})[view.article.id, figure.start] = (view, figure)
            if not is_update(a, b, policy):
                conflicts.add(key)
    tables = [
        FigureTable(
            counted=key[1], kind="conflict" if key in conflicts else "update", rows=_rows(list(rows.values()))
        )
        for key, rows in groups.items()
    ]
    return tuple(sorted(tables, key=lambda table: (table.kind, -len(table.rows), table.counted)))


def _quantity(pair: Pair) -> tuple[str, str]:
    (_, a), (_, b) = pair
    shared = [word for word in a.counted.split() if set(stems(word)) & set(stems(b.counted))]
    return a.unit, " ".join(shared) or a.counted or a.unit


def _rows(found: Sequence[tuple[View, Figure]]) -> tuple[FigureRow, ...]:
    """One row per value and outlet, oldest first."""
    rows: dict[tuple[str, float], FigureRow] = {}
    for view, figure in sorted(found, key=lambda item: item[0].order):
        source = view.claim.source
        rows.setdefault(
            (view.outlet, figure.value),
            FigureRow(
                value=view.article.text[figure.start : figure.end],
                outlet=view.article.outlet,
                said_by="" if source.kind is SourceKind.OUTLET else source.name,
                as_of=figure.as_of or (view.article.published.isoformat() if view.article.published else ""),
                evidence=view.evidence,
            ),
        )
    return tuple(rows.values())
