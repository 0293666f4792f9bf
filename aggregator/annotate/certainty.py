"""How certain each event is by its sentence, with the cues that say so: -3 (did not happen) .. 3 (happened).

A verb takes the certainty of what it hangs on, then its own modal, negation and hedges (FactBank's scale,
Saurí and Pustejovsky 2009; veridicality signatures after Karttunen 1971). Where two cues meet, the more
cautious reading stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from aggregator.annotate.events import Link, links
from aggregator.annotate.grammar import VerbGroup, children, verb_groups
from aggregator.annotate.lexicon import values
from aggregator.annotate.lexicon import words as listed
from aggregator.annotate.words import Words

CERTAIN = 3.0
# A denial is a little less certain than an assertion: "did not" leaves room for "later did".
NEGATED = -0.87
# A hedge, modal or negation reaches this many words to its right within its clause.
HEDGE_REACH = 6


@dataclass(frozen=True, slots=True)
class Judged:
    """How certain an event word is: its place in the sentence's words, and those of the words that tell."""

    place: int
    certainty: float
    cues: tuple[int, ...]
    future: bool = False


@lru_cache(maxsize=4096)
def judge_verbs(words: Words) -> tuple[Judged, ...]:
    """Return one judgement for each verb group of a sentence, in the same order."""
    groups, hung = verb_groups(words), links(words)
    found: list[Judged] = []
    for group, link in zip(groups, hung, strict=True):
        found.append(judge_verb(words, group, link, found))
    return tuple(found)


def judge_verb(words: Words, group: VerbGroup, link: Link, earlier: list[Judged]) -> Judged:
    """Judge one verb group by what it hangs on, then by its own modal, negation and hedges."""
    above = earlier[link.governor] if 0 <= link.governor < len(earlier) else None
    level, cues, future = _inherited(link, above, words, group)
    own_level, own_cues = _own(words, group)
    certainty = _meet(level, own_level)
    future = future or _is_future(group)
    if words[-1].low == "?" and link.kind in {"main", "and"}:
        certainty, own_cues = _meet(certainty, values_of("question")), (*own_cues, len(words) - 1)
    return Judged(group.head, round(certainty, 2), tuple(sorted({*cues, *own_cues})), future)


def values_of(name: str) -> float:
    """One single number of the certainty file."""
    return float(values("certainty", "singles")[name])


def _meet(a: float, b: float) -> float:
    """Two cues on one event: signs multiply, sizes multiply as shares of full certainty."""
    return a * b / CERTAIN


def _inherited(  # noqa: PLR0911 - a list of decisions, the first that fits
    link: Link, above: Judged | None, words: Words, group: VerbGroup
) -> tuple[float, tuple[int, ...], bool]:
    """The certainty a verb takes from what it hangs on, with cues, and whether that lies ahead."""
    cue = (above.place,) if above else ()
    opener = (link.cue,) if link.cue >= 0 else ()
    kind = link.kind
    if kind in {"xcomp", "adjective", "noun", "comp"}:
        return _complement(link, above, opener or cue)
    if kind == "and" and above:
        return (above.certainty if _shares(words, group, above) else CERTAIN), above.cues, above.future
    if kind == "if":
        return values_of("conditional"), opener, False
    if kind in {"whether", "purpose", "before", "without", "imperative", "matter", "means"}:
        return values_of(kind), opener, kind == "purpose"
    if kind == "time" and above and above.future:
        return values_of("future_time"), opener, True
    if kind == "after_if":
        return values_of("after_if"), opener, False
    if kind == "relative" and above and abs(above.certainty) < 1.0:
        return 2.0, above.cues, False
    return CERTAIN, (), False


def _shares(words: Words, group: VerbGroup, above: Judged) -> bool:
    """Whether a joined verb leaves its modal to the verb before it ("will build and sell")."""
    return group.form != "finite" or (
        words[group.start].tag in {"VB", "VBP"} and not group.modal and above.future
    )


def _complement(
    link: Link, above: Judged | None, cues: tuple[int, ...]
) -> tuple[float, tuple[int, ...], bool]:
    table = values("certainty", "nouns" if link.kind == "noun" else "complements")
    default = values_of("clause") if link.kind == "comp" else values_of("infinitive")
    level = float(table.get(link.word, default))
    if link.kind == "comp" and link.word in values("reporting", "weak") and link.word not in table:
        level = float(values("reporting", "weak")[link.word])
    seems = link.word in listed("certainty", "seeming")
    ahead = link.kind != "comp" and not seems and 0 < level < 2.2  # noqa: PLR2004 - not yet made true
    if above is None or above.certainty >= values_of("present"):
        return level, cues, ahead
    if above.certainty < 0:
        return _under_negation(link, level), (*above.cues, *cues), False
    return _meet(level, above.certainty), (*above.cues, *cues), ahead or above.future


def _under_negation(link: Link, level: float) -> float:
    """As in "did not manage to" denies, "did not know that" does not, "did not say that" leaves open."""
    if link.kind == "comp" and link.word == "true":
        return -level
    if link.kind == "comp":
        factive = link.word in listed("certainty", "factives")
        return level if factive else values_of("denied_report")
    if level < 0:
        return -level
    return -level if level >= values_of("implicative_from") else values_of("denied_wish")


def _own(words: Words, group: VerbGroup) -> tuple[float, tuple[int, ...]]:
    """The certainty a verb group's own modal, negation and hedges leave, with their places."""
    level, cues = (values_of("present") if _is_present(words, group) else CERTAIN), []
    if group.modal:
        level = float(values("certainty", "modals").get(group.modal, CERTAIN))
        if group.perfect and group.modal in {"could", "would", "should", "might"}:
            level = values_of("unreal_past")
        cues.append(group.start)
    if group.negated or _denied_by_subject(words, group):
        level *= NEGATED if not group.modal else -1.0
        cues.extend(_negation_places(words, group))
    hedge = _hedge(words, group)
    if hedge is not None:
        level = max(-1.0, min(1.0, level / CERTAIN)) * float(values("certainty", "hedges")[words[hedge].low])
        cues.append(hedge)
    level = min(level, _predicate(words, group), key=abs)
    return level, tuple(cues)


def _is_present(words: Words, group: VerbGroup) -> bool:
    """A plain present tells what holds or is usual: a little less sure to have happened than a past."""
    return group.form == "finite" and words[group.start].tag in {"VBP", "VBZ"} and not group.perfect


def _predicate(words: Words, group: VerbGroup) -> float:
    """As in "is unclear", "remains likely": what the adjective behind the verb leaves."""
    if group.lemma in {"be", "remain", "seem", "become", "look"}:
        table = values("certainty", "predicates")
        for word in words[group.end : group.end + 3]:
            if word.low in table:
                return float(table[word.low])
    return CERTAIN


def _negation_places(words: Words, group: VerbGroup) -> list[int]:
    first = max(0, group.start - HEDGE_REACH)
    return [
        place
        for place in range(first, min(len(words), group.end + 1))
        if words[place].low in listed("certainty", "negative") | {"not", "n't"}
    ]


def _denied_by_subject(words: Words, group: VerbGroup) -> bool:
    """Whether the subject or object of a verb denies it: "no one came", "they made no offer"."""
    if _has_no_subject(words, group):
        return True
    for place in range(group.start - 1, max(-1, group.start - HEDGE_REACH), -1):
        if words[place].tag in {",", "IN", ":", "''", "CC"} and words[place].low != "of":
            return False
        if words[place].low in {"no", "neither", "nobody", "nothing", "none"}:
            return True
        if words[place].low == "few" and (
            place == 0 or words[place - 1].low not in {"a", "the", "past", "last", "next"}
        ):
            return True
    after = group.end
    return (
        after < len(words) and words[after].low in {"no", "nothing", "nobody", "none"} and group.lemma != "be"
    )


def _has_no_subject(words: Words, group: VerbGroup) -> bool:
    """As in "no strike by drivers began", "there will be no cut", by the tree."""
    return any(
        words[place].low == "no" and words[place].relation == "det"
        for subject in children(words, group.head)
        if words[subject].relation in {"nsubj", "nsubj:pass"}
        for place in children(words, subject)
    )


def _hedge(words: Words, group: VerbGroup) -> int | None:
    hedges = values("certainty", "hedges")
    for place in range(max(0, group.start - 2), min(len(words), group.end + 1)):
        if words[place].low in hedges and words[place].tag in {"RB", "JJ", "IN"}:
            adjective = words[place].low == "likely" and place >= group.end
            return None if adjective else place
    if words and words[0].low in hedges and group.start <= HEDGE_REACH:
        return 0
    return None


def _is_future(group: VerbGroup) -> bool:
    return group.modal in {"will", "shall"} or (group.modal == "would" and not group.perfect)
