"""How certain each event is by its sentence, with the cues that say so: -3 (did not happen) .. 3 (happened).

A verb takes the certainty of what it hangs on, then its own modal, negation and hedges (after FactBank's scale,
Saurí and Pustejovsky 2009; veridicality signatures after Karttunen 1971). Where two cues meet, the more
cautious reading stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from aggregator.annotate.events import Link, links
from aggregator.annotate.grammar import VerbGroup, verb_groups
from aggregator.annotate.lexicon import values
from aggregator.annotate.lexicon import words as listed
from aggregator.annotate.words import Words

CERTAIN = 3.0
# A denial is a little less certain than an assertion: "did not" leaves room for "later did".
NEGATED = -0.87
# A hedge, modal or negation reaches this many words to its right within its clause.
HEDGE_REACH = 6
# "-ment", "-ing" and the like make event nouns of words at least this long.
SHORTEST_DEVERBAL = 7


@dataclass(frozen=True, slots=True)
class Judged:
    """How certain an event word is; `place` is its place in the sentence's words, `cues` the words that tell."""

    place: int
    certainty: float
    cues: tuple[int, ...]
    future: bool = False


@lru_cache(maxsize=4096)
def judge_events(words: Words) -> tuple[Judged, ...]:
    """Return the event words of one sentence with their certainty, in order."""
    verbs = judge_verbs(words)
    found = {judged.place: judged for judged in verbs}
    for place in _event_nouns(words, set(found)):
        found[place] = _judge_noun(words, place)
    for place in _predicates(words):
        found.setdefault(place, _as_predicate(words, verbs, place))
    for place, word in enumerate(words):
        if word.tag in {"VBN", "VBG"} and place not in found and not _is_auxiliary(words, place):
            found[place] = Judged(place, values_of("present"), ())
    return tuple(found[place] for place in sorted(found))


def _is_auxiliary(words: Words, place: int) -> bool:
    """Whether a participle is part of a verb group without being its head ("has been said")."""
    return any(group.start <= place < group.end for group in verb_groups(words))


def _predicates(words: Words) -> list[int]:
    """Adjectives behind a form of "be": "is dead", "was not available"."""
    found = []
    for group in verb_groups(words):
        place = group.end
        while place < len(words) and words[place].tag in {"RB", "RBR"}:
            place += 1
        if (
            group.lemma in {"be", "remain", "become"}
            and place < len(words)
            and words[place].tag in {"JJ", "JJR"}
        ):
            found.append(place)
    return found


def _as_predicate(words: Words, verbs: tuple[Judged, ...], place: int) -> Judged:
    before = max((verb for verb in verbs if verb.place < place), key=lambda verb: verb.place)
    return Judged(place, before.certainty, before.cues, before.future)


@lru_cache(maxsize=4096)
def judge_verbs(words: Words) -> tuple[Judged, ...]:
    """Return one judgement for each verb group of a sentence, in the same order."""
    groups, hung = verb_groups(words), links(words)
    found: list[Judged] = []
    for group, link in zip(groups, hung, strict=True):
        found.append(_judge_verb(words, group, link, found))
    return tuple(found)


def _judge_verb(words: Words, group: VerbGroup, link: Link, earlier: list[Judged]) -> Judged:
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


def _inherited(
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
    ahead = link.kind != "comp" and 0 < level < 2.2  # noqa: PLR2004 - not yet made true
    if above is None or above.certainty >= values_of("present"):
        return level, cues, ahead
    if above.certainty < 0:
        return _under_negation(link, level), (*above.cues, *cues), False
    return _meet(level, above.certainty), (*above.cues, *cues), ahead or above.future


def _under_negation(link: Link, level: float) -> float:
    """As in "did not manage to" denies, "did not know that" does not, "did not say that" leaves open."""
    if link.kind == "comp":
        return level if level >= values_of("factive_from") else values_of("denied_report")
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
    """As in "No one came", "neither side spoke": the subject right before the verb denies it; so does "by no means"."""
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


# --- nouns -----------------------------------------------------------------------------------------


def _event_nouns(words: Words, taken: set[int]) -> list[int]:
    return [
        place
        for place, word in enumerate(words)
        if place not in taken and word.tag in {"NN", "NNS"} and _names_event(word.lemma)
    ]


@lru_cache(maxsize=16384)
def _names_event(noun: str) -> bool:
    if noun in listed("event_nouns", "events"):
        return True
    endings = tuple(listed("event_nouns", "endings"))
    return (
        len(noun) >= SHORTEST_DEVERBAL
        and noun.endswith(endings)
        and noun not in listed("event_nouns", "things")
    )


def _judge_noun(words: Words, place: int) -> Judged:
    """An event noun: certain unless "no" stands before it or what it hangs on leaves it open."""
    first = place
    while first > 0 and words[first - 1].tag in {
        "JJ",
        "NN",
        "NNS",
        "NNP",
        "DT",
        "PRP$",
        "HYPH",
        "VBN",
        "CD",
        "POS",
        "JJR",
        "VBG",
    }:
        first -= 1
    denied = [spot for spot in range(first, place) if words[spot].low in {"no", "any"}]
    if denied:
        return Judged(place, -2.0 if words[denied[0]].low == "no" else 0.5, tuple(denied))
    given = [
        spot
        for spot in range(first, place)
        if words[spot].low in {"the", "this", "that"} or words[spot].tag in {"PRP$", "POS"}
    ]
    hedged = [
        spot for spot in range(first, place) if words[spot].low in listed("certainty", "open_adjectives")
    ]
    if hedged:
        return Judged(place, 0.8, tuple(hedged))
    if given:
        return Judged(place, CERTAIN, ())
    return _by_subject(words, place) or _by_governor(words, place, first)


def _by_subject(words: Words, place: int) -> Judged | None:
    """An event noun as subject of a denied passive did not happen: "no deal", "approval is not needed"."""
    for group, verb in zip(verb_groups(words), judge_verbs(words), strict=True):
        if group.start - place in {1, 2} and group.passive and verb.certainty < 0:
            return Judged(place, -1.0, verb.cues)
        if group.start == place + 1 and verb.future and group.form == "finite" and group.passive:
            return Judged(place, verb.certainty, verb.cues, future=True)
    return None


def _by_governor(words: Words, place: int, first: int) -> Judged:
    """The verb an event noun is the object of passes its certainty on."""
    judged = judge_verbs(words)
    for group, verb in zip(reversed(verb_groups(words)), reversed(judged), strict=True):
        if group.end > first:
            continue
        between = words[group.end : first]
        if any(word.tag in {",", ":", "CC", "''", "WDT", "IN", "TO"} for word in between):
            break
        open_verb = group.lemma in listed("certainty", "opening_verbs")
        if open_verb:
            return Judged(place, 0.9, (*verb.cues, group.head), future=True)
        if verb.certainty < CERTAIN and len(between) <= 3:  # noqa: PLR2004
            return Judged(place, verb.certainty, verb.cues, verb.future)
        break
    return Judged(place, CERTAIN, ())


# --- claims ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reading:
    """How certain the matter in a span of a sentence is put; `lemma`, `past`, `passive` tell its main verb."""

    certainty: float
    future: bool
    negated: bool
    hedges: tuple[int, ...]
    lemma: str = ""
    past: bool = False
    passive: bool = False


# Kinds of links under which a verb does not carry the sentence's own statement.
_SUBORDINATE = frozenset(
    {"relative", "fact", "time", "if", "whether", "wh", "before", "purpose", "without", "noun"}
)


def read_certainty(words: Words, span: tuple[int, int]) -> Reading:
    """Return how certain the matter in a span of words is put, whoever puts it: its most doubtful main verb."""
    groups, hung = verb_groups(words), links(words)
    inside = [place for place, group in enumerate(groups) if span[0] <= group.start and group.end <= span[1]]
    judged = _judge_inside(words, inside)
    mains = [place for place in inside if _is_main(hung[place], place, inside, groups[place])]
    if not mains:
        mains = inside[:1]
    if not mains:
        return Reading(CERTAIN, future=False, negated=False, hedges=_loose_hedges(words, span))
    carried = [_carried(place, groups, hung, judged) for place in mains]
    weakest = min(carried, key=lambda place: abs(judged[place].certainty))
    first = groups[mains[0]]
    verdict = judged[weakest]
    hedges = tuple(
        place
        for place in verdict.cues
        if abs(verdict.certainty) < 2.2 and words[place].low not in {"not", "n't"}
    )  # noqa: PLR2004
    return Reading(
        verdict.certainty,
        future=any(judged[place].future for place in carried),
        negated=first.negated,
        hedges=hedges,
        lemma=first.lemma,
        past=first.past,
        passive=first.passive,
    )


def _judge_inside(words: Words, inside: list[int]) -> dict[int, Judged]:
    """Judge the verbs of a span as if it stood alone: what hangs on a verb outside is its main clause."""
    groups, hung = verb_groups(words), links(words)
    found: dict[int, Judged] = {}
    earlier: list[Judged] = []
    for place, group in enumerate(groups):
        link = hung[place]
        outside = link.governor >= 0 and link.governor not in inside
        judged = _judge_verb(words, group, Link(-1, "main") if outside and place in inside else link, earlier)
        earlier.append(judged)
        if place in inside:
            found[place] = judged
    return found


def _is_main(link: Link, place: int, inside: list[int], group: VerbGroup) -> bool:
    if link.kind in _SUBORDINATE:
        return False
    if link.governor >= 0 and link.governor in inside:
        return link.kind == "and" and group.form == "finite" and place != link.governor
    return group.form == "finite" or link.governor >= 0


def _carried(
    place: int, groups: tuple[VerbGroup, ...], hung: tuple[Link, ...], judged: dict[int, Judged]
) -> int:
    """As in "seems to fall", "is expected to fall": the verb behind carries the matter."""
    if groups[place].lemma in listed("certainty", "raising") or groups[place].passive:
        for other in sorted(judged):
            if hung[other].governor == place and hung[other].kind in {"xcomp", "comp", "adjective"}:
                return other
    if groups[place].lemma == "be":
        for other in sorted(judged):
            if hung[other].governor == place and hung[other].kind == "adjective":
                return other
    return place


def _loose_hedges(words: Words, span: tuple[int, int]) -> tuple[int, ...]:
    hedges = values("certainty", "hedges")
    return tuple(place for place in range(*span) if words[place].low in hedges)
