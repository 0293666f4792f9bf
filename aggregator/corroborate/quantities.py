"""What a figure counts, and whether two figures on it can both hold.

1.13 billion and 936 million are two figures on two things; 12 and 15 dead at two times are an update; at
the same time, a conflict.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from aggregator.config import Policy
from aggregator.models import Article, Claim, Figure
from aggregator.terms import bag, overlap, stem, stems

# Two figures within this share of each other are one, however exactly they are put (rounding in print).
EXACT_TOLERANCE = 0.005
# "About 1,200" and 1,187 are one figure; about 1,200 and 1,500 are not. Newspapers round to two digits.
ROUNDED_TOLERANCE = 0.1
# How far around a figure, in characters, the words stand that say what it counts.
REACH = 60
# A comma or an "and" between a figure and a word counts as so many characters more.
NEW_PART = 20
_PARTED = re.compile(r"[,;]|\b(?:and|while|but)\b")
# Of the words around two figures this share must agree before they are taken to count the same thing.
# Chosen by reading pairs of figures of invented and real stories; below it, units alone agree by chance.
SAME_CONTEXT_FROM = 0.35
# Shares, distances and spans of many things stand side by side in one report; they need more in common.
SHARES_CONTEXT_FROM = 0.55
MANY_OF_A_KIND = frozenset(
    {"percent", "km", "miles", "m", "feet", "hours", "minutes", "days", "weeks", "months", "years"}
)
# Units of what is simply counted: "posts" and "jobs", "seats" and "the number of seats" may be one thing.
COUNTS = frozenset({"count", "people", "seats", "votes"})
# Two counts of one thing are seldom further apart than this factor, however the count moves.
SAME_THING_WITHIN = 10
# A count still going on (dead, found, evacuated) has moved on after this time if it has grown.
COUNTING_HOURS = 3.0

TAKING_PART = "taking part"
# What happened to the people counted. A word of one row beside a number says whom it counts.
STATES: Mapping[str, re.Pattern[str]] = {
    "dead": re.compile(r"\b(?:dead|die[sd]?|dying|deaths?|kill\w*|toll|fatal\w*|lives)\b", re.IGNORECASE),
    "hurt": re.compile(
        r"\b(?:injur\w*|hurt|wounded|treat(?:ed|ing)|hospital\w*|intensive care)\b", re.IGNORECASE
    ),
    "missing": re.compile(r"\b(?:missing|unaccounted|still sought)\b", re.IGNORECASE),
    "aboard": re.compile(r"\b(?:aboard|on board|carrying|carried)\b", re.IGNORECASE),
    "rescued": re.compile(r"\b(?:rescued?|ashore|surviv\w*|saved|alive)\b", re.IGNORECASE),
    "displaced": re.compile(
        r"\b(?:evacuat\w*|displaced|homeless|(?:leave|left|leaving) (?:their )?homes?|forced)\b",
        re.IGNORECASE,
    ),
    "arrested": re.compile(r"\b(?:arrest\w*|detain\w*|custody)\b", re.IGNORECASE),
    TAKING_PART: re.compile(
        r"\b(?:on strike|walk\w* out|took part|taking part|turnout|join\w*|protest\w*)\b", re.IGNORECASE
    ),
}
# Of fifty hurt eight may be hurt badly: another count.
BADLY_HURT = "badly hurt"
_BADLY = re.compile(
    r"\b(?:serious\w*|critical\w*|severe\w*|grave\w*|life-threatening|intensive)\b", re.IGNORECASE
)
GROWING = frozenset({"dead", "hurt", BADLY_HURT, "rescued", "displaced", "arrested"})
# Nouns that say no more than that people are counted.
_ANYBODY = frozenset(stem(word) for word in ("people", "persons", "passengers", "residents", "victims", ""))
_ADDED = re.compile(r"\b(?:another|further|additional|more|other|first|last|next)\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Quantity:
    """A figure with what it counts: the state of the people counted, or the words around it.

    It holds at `time` and was `reported` when its article came out.
    """

    figure: Figure
    state: str
    context: Mapping[str, float]
    time: datetime | None
    reported: datetime | None = None

    @property
    def counted(self) -> frozenset[str]:
        """The stems of the noun counted, empty where it is people in general ("people killed")."""
        words = self.figure.counted
        for pattern in STATES.values():
            words = pattern.sub("", words)
        return frozenset(stems(words)) - _ANYBODY


def quantity_of(article: Article, claim: Claim, figure: Figure) -> Quantity | None:
    """Return what a figure of a claim counts, or None for a part of a count ("four more")."""
    text = article.text[claim.start : claim.end]
    start, end = figure.start - claim.start, figure.end - claim.start
    if _ADDED.search(text[:start]):
        return None
    around = text[max(0, start - REACH) : start] + " " + text[end : end + REACH]
    state = _state(text, start, end)
    # "Eleven died on Monday" dates the event; the count is as of the report.
    time = article.published if state else _time(article, figure)
    return Quantity(figure, state, bag(around), time, article.published)


def _state(text: str, start: int, end: int) -> str:
    """The state whose word stands nearest to the figure, or "" where none does."""
    found = [
        (_apart(text, (start, end), word.span()), name)
        for name, pattern in STATES.items()
        for word in pattern.finditer(text)
    ]
    near = [(distance, name) for distance, name in found if distance <= REACH]
    state = min(near)[1] if near else ""
    around = text[max(0, start - REACH) : end + REACH]
    return BADLY_HURT if state == "hurt" and _BADLY.search(around) else state


def _apart(text: str, figure: tuple[int, int], word: tuple[int, int]) -> int:
    """How far a figure and a word stand apart, further where a new part of the sentence begins between them.

    "At least 59 were killed, and 527 were hurt": 527 stands as near to "killed".
    """
    between = text[min(figure[1], word[1]) : max(figure[0], word[0])]
    return len(between) + NEW_PART * len(_PARTED.findall(between))


def _time(article: Article, figure: Figure) -> datetime | None:
    """When a figure holds: its own day where the text gives one, else when the article came out."""
    published = article.published
    if len(figure.as_of) == len("2026-09-14") and (not published or figure.as_of != str(published.date())):
        return datetime.fromisoformat(figure.as_of).replace(tzinfo=UTC)
    return published


def same_quantity(a: Quantity, b: Quantity) -> bool:
    """Whether two figures count the same thing."""
    first, second = a.figure, b.figure
    years = {first.as_of[:4], second.as_of[:4]} - {""}
    if first.unit != second.unit or len(years) > 1 or worlds_apart(first.value, second.value):
        return False
    if first.unit == "people":
        return bool(a.state) and a.state == b.state and a.counted == b.counted
    if first.unit == "percent" and TAKING_PART in (a.state, b.state):
        return a.state == b.state
    if first.unit == "count" and a.state and a.state == b.state:
        return bool(a.counted & b.counted)
    floor = SHARES_CONTEXT_FROM if first.unit in MANY_OF_A_KIND else SAME_CONTEXT_FROM
    return bool(a.counted & b.counted) and overlap(a.context, b.context) >= floor


def of_a_kind(a: Figure, b: Figure) -> bool:
    """Whether two figures are in one unit, or both count things whatever the things are called."""
    return a.unit == b.unit or {a.unit, b.unit} <= COUNTS


def worlds_apart(a: float, b: float) -> bool:
    """Whether two numbers are too far apart to be counts of one thing: 17 dead here, 119,000 in all."""
    low, high = sorted((abs(a), abs(b)))
    return high > SAME_THING_WITHIN * max(low, 1)


def same_figure(a: Quantity, b: Quantity) -> bool:
    """Whether two figures are one: the same exact value of the same unit, on people in the same state."""
    first, second = a.figure, b.figure
    exact = first.qualifier == second.qualifier == "exact"
    return exact and first.value == second.value and first.unit == second.unit and a.state == b.state


def same_about(a: Figure, b: Figure) -> bool:
    """Whether two figures are one by rounding, bounds aside."""
    return abs(a.value - b.value) <= ROUNDED_TOLERANCE * max(abs(a.value), abs(b.value))


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


def is_update(a: Quantity, b: Quantity, policy: Policy) -> bool:
    """Whether the later of two figures replaces the earlier rather than contradicting it."""
    # "Stolen on Monday" dates the event: of two counts of it the reports' times tell which is the revision.
    dated = {a.figure.as_of, b.figure.as_of} - {""}
    one, other = (a.time, b.time) if len(dated) == 2 else (a.reported, b.reported)  # noqa: PLR2004
    if one is None or other is None:
        return False
    first, second = (a, b) if one <= other else (b, a)
    grown = first.state in GROWING and second.figure.value > first.figure.value
    return abs(other - one) >= timedelta(hours=COUNTING_HOURS if grown else policy.update_after_hours)
