"""Figures: numbers that count something, with unit, bound, what is counted and as of when.

Years, dates, ordinals, times of day, scores, ages and numbers in names ("Article 9", "F-35") are no figures.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from aggregator.annotate.counted import what_is_counted
from aggregator.annotate.lexicon import values
from aggregator.annotate.lexicon import words as listed
from aggregator.annotate.times import Moment
from aggregator.annotate.words import Words
from aggregator.models import Figure

# Bounds stand at most this many characters before the number they bound.
QUALIFIER_REACH = 24
# A number written with more digits than this is a serial number.
MOST_DIGITS = 15
# A sentence with more numbers than this is a table; what each counts is looked for in all its words.
MOST_NUMBERS = 40


@dataclass(frozen=True, slots=True)
class _Number:
    """A number as found: sentence[start:end], its value, its currency sign, whether a scale word follows."""

    start: int
    end: int
    value: float
    sign: str
    scaled: bool


@cache
def _pattern() -> re.Pattern[str]:
    scales = "|".join(sorted(values("figures", "scales"), key=len, reverse=True))
    numbers = "|".join(sorted(values("figures", "numbers"), key=len, reverse=True))
    return re.compile(
        rf"(?<![\w.,/#@–-])(?P<sign>(?:US|A|C|HK|S|NZ|R)?\$|[£€¥₹])?\s?"
        rf"(?:(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)|(?P<word>(?i:{numbers})(?:-(?i:{numbers}))?)|(?P<half>(?i:half|a)(?=\s(?i:a\s)?(?i:million|billion|dozen|trillion|hundred|thousand))))"
        rf"(?:[\s-]?(?P<scale>(?i:{scales}))(?![\w]))?(?![\w]|[.,:/]\d|-\d*(?:year|day|month|week|minute|hour|point|seat|member|storey|story)s?-)"
    )


def find_figures(sentence: str, words: Words, moments: Sequence[Moment]) -> list[Figure]:
    """Return the figures of one sentence, as offsets into it."""
    numbers = [
        number
        for number in _numbers(sentence)[:MOST_NUMBERS]
        if not _is_taken(number, moments) and not _is_name(sentence, words, number)
    ]
    found: list[Figure] = []
    place = 0
    while place < len(numbers):
        number = numbers[place]
        pair = numbers[place + 1] if place + 1 < len(numbers) else None
        ranged = pair is not None and _is_range(sentence, number, pair)
        figure = _figure(sentence, words, moments, number, pair if ranged else None)
        if figure:
            found.append(figure)
        place += 2 if ranged else 1
    return _with_units(sentence, found)


def _with_units(sentence: str, figures: Sequence[Figure]) -> list[Figure]:
    """A bare "1.2 billion" beside "936 million TIV" has the same unit, if nothing is counted behind it."""
    units = [
        one.unit
        for one in figures
        if one.unit.isupper() and one.unit not in values("figures", "currencies").values()
    ]
    return [
        replace(one, unit=units[0])
        if units and one.unit == "count" and re.match(r"\s*(?:[,.;)]|$|in\b|and\b)", sentence[one.end :])
        else one
        for one in figures
    ]


def _numbers(sentence: str) -> list[_Number]:
    found = []
    for match in _pattern().finditer(sentence):
        value = _value(match)
        if value is None:
            continue
        scale = match["scale"]
        if scale:
            value *= float(values("figures", "scales")[scale.lower()])
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        found.append(_Number(start, match.end(), value, match["sign"] or "", bool(scale)))
    return found


def _value(match: re.Match[str]) -> float | None:
    if match["digits"]:
        digits = match["digits"].replace(",", "")
        return float(digits) if len(digits) <= MOST_DIGITS else None
    if match["half"]:
        return 0.5 if match["half"].lower() == "half" else 1.0
    table = values("figures", "numbers")
    return float(sum(table[part] for part in match["word"].lower().split("-")))


def _is_taken(number: _Number, moments: Sequence[Moment]) -> bool:
    return any(moment.start < number.end and number.start < moment.end for moment in moments)


def _is_name(sentence: str, words: Words, number: _Number) -> bool:
    """Numbers in names, times of day, scores, ages, "one of", list marks."""
    before, after = sentence[: number.start].rstrip(), sentence[number.end :]
    last = re.search(r"([\w’']+)\.?$", before)
    low = last[1].lower() if last else ""
    bare = not number.sign and not number.scaled
    if bare and (
        low in listed("figures", "naming") or re.match(r"\s?(?:a\.?m\b|p\.?m\b|o['’]clock|:\d\d)", after)
    ):
        return True
    if (
        bare
        and last
        and last[1][:1].isupper()
        and _is_inner_name(words, last.start())
        and not _is_amount(after)
    ):
        return True
    if (
        bare
        and before.endswith(",")
        and re.match(r"\s*[,.]", after)
        and re.search(r"[A-Z][\w’'-]+,$", before)
    ):
        return True
    written = sentence[number.start : number.end].lower()
    if bare and (re.match(r"\s+out\s+of\b", after) or before.lower().endswith(" out of")):
        return True
    if bare and sentence[number.start].isupper() and re.match(r"[\s-][A-Z]", after):
        return True
    return bare and (
        (
            written in {"one", "a"}
            and not re.match(
                r"\s+(?:person|man|woman|child|soldier|officer|civilian|of\s+(?:the\s+)?\w+\s+(?:was|were)\s+killed)",
                after,
            )
        )
        or re.match(r"[-–]\d+\b(?!\s*(?:%|percent|years|people))", after) is not None
    )


def _is_amount(after: str) -> bool:
    """Whether a share, a currency or people stand behind a number: "will pay Noventra 58 dollars"."""
    word = re.match(r"\s?(?:%|[a-z]+)", after)
    low = word[0].strip() if word else ""
    return (
        low in {"%", "percent", "per"}
        or low in values("figures", "currencies")
        or low in listed("figures", "people")
    )


def _is_inner_name(words: Words, start: int) -> bool:
    return any(word.start == start and word.is_name and place > 0 for place, word in enumerate(words))


def _is_range(sentence: str, first: _Number, second: _Number) -> bool:
    between = sentence[first.end : second.start]
    if second.sign and not first.sign:
        return False
    return (
        bool(
            re.fullmatch(
                r"\s?%?\s?(?:to|and|or|-|–|—)\s?|\s?(?:million|billion|percent)\s(?:to|and)\s", between
            )
        )
        and (first.value < second.value or not first.scaled)
        and ("and" not in between or sentence[: first.start].rstrip().lower().endswith("between"))
    )


def _figure(
    sentence: str, words: Words, moments: Sequence[Moment], number: _Number, other: _Number | None
) -> Figure | None:
    last = other or number
    unit, unit_end = _unit(sentence, words, last, number.sign)
    value = number.value
    if other and other.scaled and not number.scaled:
        value *= _scale_of(sentence[other.start : other.end])
    counted = what_is_counted(sentence, words, (number.start, unit_end), unit)
    if unit == "count" and not counted and last.scaled:
        counted = what_is_counted(sentence, words, (number.start, unit_end), "")
        unit = _unit_in(counted) or unit
    if unit == "count" and not counted:
        return None
    if unit == "count" and set(counted.lower().split()) & listed("figures", "people"):
        unit = "people"
    return Figure(
        start=number.start,
        end=unit_end,
        value=value,
        unit=unit,
        counted=counted,
        qualifier="range" if other else _qualifier(sentence, number.start),
        high=other.value if other else None,
        as_of=_as_of(sentence, moments, number.start),
    )


def _scale_of(text: str) -> float:
    word = re.search(r"[A-Za-z]+$", text)
    return float(values("figures", "scales").get(word[0].lower(), 1.0)) if word else 1.0


def _unit(  # noqa: PLR0911 - the first unit that fits
    sentence: str, words: Words, number: _Number, sign: str
) -> tuple[str, int]:
    """The unit behind a number, and where number and unit end."""
    after = re.match(r"[\s-]?(%|percentage points?|per cent|percent|pct)(?!\w)", sentence[number.end :])
    if after:
        return "percent", number.end + after.end()
    currencies = values("figures", "currencies")
    sign = number.sign or sign
    if sign:
        return str(currencies.get(sign, "USD")), number.end
    word = re.match(r"[\s-]([A-Za-z]+)\b", sentence[number.end :])
    if not word:
        return "count", number.end
    low = word[1].lower()
    if low in currencies and low not in {"won", "pound", "pounds"}:
        return str(currencies[low]), number.end + word.end()
    if low in values("figures", "measures"):
        return str(values("figures", "measures")[low]), number.end + word.end()
    if word[1].isupper() and len(word[1]) > 1 and _is_unit_name(words, number.end + word.start(1)):
        return word[1], number.end + word.end()
    return "count", number.end


def _unit_in(counted: str) -> str:
    """The unit a subject names: "TIV for Ruritania stood at 1.2 billion"."""
    first = counted.split(" ", maxsplit=1)[0]
    return first if first.isupper() and len(first) > 1 and first.isalpha() else ""


def _is_unit_name(words: Words, start: int) -> bool:
    """Capitals behind a number are a unit ("21 million TIV") if no noun follows ("12 UN monitors")."""
    for place, word in enumerate(words):
        if word.start == start:
            return place + 1 >= len(words) or words[place + 1].tag not in {"NN", "NNS", "NNP", "NNPS", "JJ"}
    return False


def _qualifier(sentence: str, start: int) -> str:
    before = sentence[max(0, start - QUALIFIER_REACH) : start].lower().rstrip(" $£€¥(")
    for kind in ("at_most", "at_least", "approximate"):
        if any(
            re.search(rf"(?<!\w){re.escape(phrase)}(?: (?:a|the|some|another))?$", before)
            for phrase in listed("figures", kind)
        ):
            if kind == "at_least" and re.search(r"\bno (?:more|greater) than$", before):
                return "at_most"
            return kind
    return "exact"


def _as_of(sentence: str, moments: Sequence[Moment], start: int) -> str:
    """The time a figure holds for: "as of" first, else the nearest time the sentence gives."""
    dated = [moment for moment in moments if moment.value]
    for moment in dated:
        if sentence[: moment.start].lower().rstrip().endswith("as of"):
            return moment.value
    nearest = min(dated, key=lambda moment: (abs(moment.start - start), moment.start), default=None)
    return nearest.value if nearest else ""
