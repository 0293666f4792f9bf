"""Tables of figures: every quantity of a story that has more than one value."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from aggregator.carrying import carried_chance
from aggregator.config import Policy
from aggregator.corroborate.figures import ONE_MATTER_FROM, Mention, comparable, with_figure
from aggregator.corroborate.quantities import compatible, is_update, of_a_kind, same_about
from aggregator.corroborate.views import View, names_apart
from aggregator.models import Compare, Figure, FigureRow, FigureTable, Role, SourceKind
from aggregator.terms import stems

# Counts of people in sentences that name different things need more: two crashes have their dead.
NAMED_APART_FROM = 0.8
# With one number in both, one of two sentences must carry the other this surely, or they count two things.
AGREED_FROM = 0.6
# Mentions of one quantity that are compared with one another, the oldest first.
MOST_COMPARED = 12

# A longer sentence is a run of captions or links: its words do not say what its figures count.
MOST_CHARACTERS = 500
# A quantity that no report gives among its first sentences is of another event.
EARLY_SENTENCES = 8

_BOUND_REACH = 20
_BOUND = re.compile(
    r"\b(?:at (?:least|most)|(?:more|fewer|less) than|about|around|some|nearly|almost|up to|over)\s+\Z",
    re.IGNORECASE,
)


def find_outdated(views: Sequence[View], policy: Policy, compare: Compare) -> frozenset[tuple[str, int]]:
    """Return the sentences (article id, place) that give a count of people which a later report replaced."""
    found = set()
    for group in _groups(_mentions(views), compare):
        for a, b in combinations(group, 2):
            if _replaced(a, b, policy):
                older = min(a, b, key=lambda mention: (str(mention.quantity.time), mention.view.order))
                found.add((older.view.article.id, older.view.claim.sentence))
    return frozenset(found)


def _replaced(a: Mention, b: Mention, policy: Policy) -> bool:
    """Whether the later of two counts of people replaces the earlier, "at least seven" after "eleven" too."""
    one, other = a.quantity, b.quantity
    differ = one.figure.value != other.figure.value and not same_about(one.figure, other.figure)
    return bool(one.state) and differ and is_update(one, other, policy)


def find_tables(
    views: Sequence[View], policy: Policy, compare: Compare, known: Sequence[tuple[Mention, Mention]] = ()
) -> tuple[FigureTable, ...]:
    """Return a table for each quantity that has more than one value, conflicts first.

    `known` are figures that were found to stand for one thing.
    """
    tables = []
    found = {_key(mention) for pair in known for mention in pair}
    for group in _joined(_groups(_mentions(views, found), compare), known):
        counted = _of_one_thing(group, compare, found)
        rivals = list(_rivals(counted))
        if rivals and (_has_noun(counted) or _known(counted, found)) and any(map(_is_early, counted)):
            conflict = any(_contradict(a, b, policy) for a, b in rivals)
            tables.append(_table(counted, "conflict" if conflict else "update"))
    return tuple(sorted(tables, key=lambda table: (table.kind, -len(table.rows), table.counted)))


def _known(group: Sequence[Mention], found: Collection[tuple[str, int]]) -> bool:
    """Whether the sentences of a group would carry one another, had they one number."""
    return any(_key(mention) in found for mention in group)


def _is_early(mention: Mention) -> bool:
    """Whether a figure stands among the first sentences of its article, or tells the news itself."""
    return mention.view.claim.sentence < EARLY_SENTENCES or mention.view.sentence.role is Role.MAIN


def _has_noun(group: Sequence[Mention]) -> bool:
    """Whether it is told what is counted: of "six North Korean and trading firms" only a name was found."""
    return bool(group[0].quantity.state) or any(word[:1].islower() for word in _counted(group).split())


def _mentions(views: Sequence[View], known: Collection[tuple[str, int]] = ()) -> list[Mention]:
    """Every quantity of the story itself; those of its history count other events, but for `known` ones."""
    return [
        Mention(view, quantity)
        for view in views
        for quantity in view.quantities
        if (view.sentence.role is not Role.HISTORY or (view.article.id, quantity.figure.start) in known)
        and not _of_other_year(view, quantity.figure)
        and len(view.evidence.text) <= MOST_CHARACTERS
    ]


def _of_other_year(view: View, figure: Figure) -> bool:
    published = view.article.published
    return bool(figure.as_of and published and figure.as_of[:4] != str(published.year))


def _groups(mentions: Sequence[Mention], compare: Compare) -> list[list[Mention]]:
    """Gather mentions of one quantity: each joins the first group it compares with and may belong to."""
    groups: list[list[Mention]] = []
    for mention in mentions:
        group = next((g for g in groups if _belongs(g, mention, compare)), None)
        if group is None:
            groups.append([mention])
        else:
            group.append(mention)
    return groups


def _joined(groups: Sequence[list[Mention]], known: Sequence[tuple[Mention, Mention]]) -> list[list[Mention]]:
    """The groups, those joined in which two figures known to be of one thing stand."""
    place_of = {_key(mention): place for place, group in enumerate(groups) for mention in group}
    into = list(range(len(groups)))
    for pair in known:
        places = [into[place_of[key]] for mention in pair if (key := _key(mention)) in place_of]
        into = [min(places) if place in places else place for place in into]
    found: dict[int, list[Mention]] = {}
    for place, group in zip(into, groups, strict=True):
        found.setdefault(place, []).extend(group)
    return list(found.values())


def _key(mention: Mention) -> tuple[str, int]:
    return mention.view.article.id, mention.quantity.figure.start


def _belongs(group: Sequence[Mention], mention: Mention, compare: Compare) -> bool:
    first = group[0]
    if not comparable(first, mention) or _beside(group, mention):
        return False
    needed = NAMED_APART_FROM if names_apart(first.view, mention.view) else ONE_MATTER_FROM
    return compare(first.view.evidence.text, mention.view.evidence.text).one_matter >= needed


def _beside(group: Sequence[Mention], mention: Mention) -> bool:
    """Whether the same voice gives both this figure and another of the group: then it counts two things."""
    return any(
        other.view.article.id == mention.view.article.id
        and not _two_voices(other, mention)
        and not compatible(other.quantity.figure, mention.quantity.figure)
        for other in group
    )


def _two_voices(a: Mention, b: Mention) -> bool:
    """Whether one article has two people count the same people."""
    return bool(a.quantity.state and _speaker(a) and _speaker(b)) and _speaker(a) != _speaker(b)


def _rivals(group: Sequence[Mention]) -> Iterator[tuple[Mention, Mention]]:
    for place, a in enumerate(group):
        for b in group[place + 1 :]:
            if not (_gives(a, b) or _gives(b, a)):
                yield a, b


def _gives(a: Mention, b: Mention) -> bool:
    """Whether the claim of `a` gives the figure of `b` too: "a $7 million drive with $50 million in air"."""
    theirs = b.quantity.figure
    own = (one.figure for one in (a.quantity, *a.view.quantities))
    return any(of_a_kind(one, theirs) and compatible(one, theirs) for one in own)


def _contradict(a: Mention, b: Mention, policy: Policy) -> bool:
    """Whether two figures stand against one another: two witnesses, one time."""
    return (a.view.origin, _speaker(a)) != (b.view.origin, _speaker(b)) and not is_update(
        a.quantity, b.quantity, policy
    )


def _of_one_thing(
    group: Sequence[Mention], compare: Compare, found: Collection[tuple[str, int]]
) -> list[Mention]:
    """The mentions of a group whose claim another article's would agree with, had they one number.

    The others count something near: the dead of another crash, one village's hurt.
    """
    if not any(_rivals(group)):
        return []
    first = group[:MOST_COMPARED]
    return [
        one
        for one in first
        if _key(one) in found
        or any(
            other.view.article.id != one.view.article.id and _would_agree(one, other, compare)
            for other in first
        )
    ]


def _would_agree(a: Mention, b: Mention, compare: Compare) -> bool:
    told, ours = with_figure(b.view, b.quantity, a.quantity, a.view), a.view.evidence.text
    pairs = ((ours, told), (told, ours))
    return max(carried_chance(one, other, compare(one, other)) for one, other in pairs) >= AGREED_FROM


def _speaker(mention: Mention) -> str:
    source = mention.view.claim.source
    return "" if source.kind is SourceKind.OUTLET else source.name


def _table(group: Sequence[Mention], kind: str) -> FigureTable:
    """One row per value and witness, oldest first."""
    rows: dict[tuple[str, str, float, str], FigureRow] = {}
    for mention in sorted(group, key=lambda mention: mention.view.order):
        view, figure = mention.view, mention.quantity.figure
        published = view.article.published
        row = FigureRow(
            value=_written(view, figure),
            outlet=view.article.outlet,
            said_by=_speaker(mention),
            as_of="" if mention.quantity.state else figure.as_of,
            evidence=view.evidence,
        )
        if not row.as_of and published:
            row = replace(row, as_of=published.isoformat())
        rows.setdefault((view.origin, row.said_by, figure.value, figure.qualifier), row)
    return FigureTable(counted=_counted(group), kind=kind, rows=tuple(rows.values()))


def _written(view: View, figure: Figure) -> str:
    """The figure as the source writes it, with its bound: "at least three"."""
    text = view.article.text
    bound = _BOUND.search(text, max(view.claim.start, figure.start - _BOUND_REACH), figure.start)
    return text[bound.start() if bound else figure.start : figure.end]


def _counted(group: Sequence[Mention]) -> str:
    """What is counted, in the words most mentions share: "people dead", "crowns"."""
    quantity = group[0].quantity
    if quantity.state:
        return f"people {quantity.state}"
    names = [mention.quantity.figure.counted for mention in group if mention.quantity.figure.counted]
    shared = set.intersection(*(set(stems(name)) for name in names)) if names else set()
    common = [word for word in names[0].split() if set(stems(word)) & shared] if names else []
    return " ".join(common) or (min(names, key=len) if names else quantity.figure.unit)
