"""Event words: which words of a sentence name something that happens, and how their clauses hang together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from aggregator.annotate.grammar import NOUNS, VerbGroup, verb_groups
from aggregator.annotate.lexicon import values
from aggregator.annotate.lexicon import words as listed
from aggregator.annotate.words import Words

# Words that open a clause, by what it is to the clause it belongs to.
_OPENERS = {
    opener: kind
    for kind, openers in {
        "if": "if unless lest",
        "whether": "whether",
        "fact": "because although though while since after as so",
        "time": "when once until",
        "before": "before",
        "relative": "who which whose where",
        "wh": "what how why",
    }.items()
    for opener in openers.split()
}
_CLAUSE_TAKING_ADJECTIVES = frozenset(
    """clear sure likely unlikely possible confident certain true concerned worried afraid aware convinced
    hopeful optimistic impossible doubtful unclear false untrue wrong incorrect""".split()
)


@dataclass(frozen=True, slots=True)
class Link:
    """What a verb group hangs on: `governor` is a place in the sentence's verb groups (-1: nothing).

    `kind` is main, xcomp, comp, noun, adjective, purpose, if, whether, time, before, without, relative, fact,
    wh, and. `word` is the governing word's base form, `cue` the
    place of the word that opens the clause or governs it, if another than a verb.
    """

    governor: int
    kind: str
    word: str = ""
    cue: int = -1


@lru_cache(maxsize=4096)
def links(words: Words) -> tuple[Link, ...]:
    """Return for each verb group of a sentence what it hangs on."""
    groups = verb_groups(words)
    found: list[Link] = []
    for place, group in enumerate(groups):
        found.append(
            _bound(words, groups, place) if group.form != "finite" else _finite(words, groups, place, found)
        )
    return tuple(found)


def _bound(words: Words, groups: tuple[VerbGroup, ...], place: int) -> Link:
    """An infinitive, gerund or participle."""
    group, previous = groups[place], place - 1
    before = group.start - 1
    while before >= 0 and words[before].tag in {"RB", "RBR"} and words[before].low not in {"too", "not"}:
        before -= 1
    if group.form == "inf" and words[group.start].tag != "TO" and _commands(words, before):
        return Link(previous, "imperative")
    if before < 0:
        return Link(-1, "purpose" if group.form == "inf" else "fact")
    if words[before].tag == "CC" and previous >= 0:
        return Link(previous, "and")
    if group.form == "inf":
        return _infinitive(words, groups, place, before)
    return _participle(words, groups, place, before)


def _commands(words: Words, before: int) -> bool:
    """Whether a bare infinitive behind place `before` is an order: it opens the sentence or a part of it."""
    return before < 0 or words[before].tag in {",", ":", "''", "UH", "."} or words[before].low == "please"


_BY_PREPOSITION = {"without": "without", "before": "before", "if": "if", "until": "if"}


def _participle(words: Words, groups: tuple[VerbGroup, ...], place: int, before: int) -> Link:
    previous, low = place - 1, words[before].low
    if low in _BY_PREPOSITION:
        return Link(previous, _BY_PREPOSITION[low], cue=before)
    if groups[place].form == "ger" and previous >= 0:
        lemma = groups[previous].lemma
        if groups[previous].head == before:
            return Link(previous, "xcomp", lemma)
        if low in {"from", "for", "of", "about", "against", "to"}:
            return Link(previous, "xcomp" if lemma in values("certainty", "complements") else "matter", lemma)
        if low in {"in", "by", "on", "with", "at"}:
            return Link(previous, "means")
    return Link(previous, "fact")


def _infinitive(words: Words, groups: tuple[VerbGroup, ...], place: int, before: int) -> Link:
    word = words[before]
    previous = place - 1
    if word.tag in {"JJ", "JJR", "VBN", "VBG"} and not (previous >= 0 and groups[previous].head == before):
        return Link(previous, "adjective", word.low, before)
    if word.low in {"about", "how", "what", "where", "when", "whether"}:
        return Link(previous, "adjective" if word.low == "about" else "wh", word.low, before)
    if previous >= 0 and groups[previous].end == before + 1:
        return Link(previous, "xcomp", groups[previous].lemma)
    if word.tag in NOUNS and word.lemma in values("certainty", "nouns"):
        return Link(previous, "noun", word.lemma, before)
    if previous >= 0 and word.tag != "," and groups[previous].lemma in values("certainty", "complements"):
        return Link(previous, "xcomp", groups[previous].lemma)
    return Link(previous, "purpose")


def _finite(  # noqa: PLR0911 - the first sign decides
    words: Words, groups: tuple[VerbGroup, ...], place: int, earlier: list[Link]
) -> Link:
    group, previous = groups[place], place - 1
    first = groups[previous].end if previous >= 0 else 0
    gap = range(first, group.start)
    opener = next((spot for spot in reversed(gap) if _opens(words, spot)), None)
    if opener is not None:
        kind = _OPENERS.get(words[opener].low, "that")
        if kind != "that":
            even = opener > 0 and words[opener - 1].low == "even"
            return Link(previous, kind, "even" if even else "", opener)
        return _that(words, groups, previous, opener)
    joined = any(words[spot].tag == "CC" for spot in gap)
    comma = any(words[spot].tag in {",", ":"} for spot in gap)
    if previous < 0:
        return Link(-1, "main")
    if joined:
        return Link(_level(groups, earlier, previous), "and")
    if comma:
        return Link(-1, "after_if" if _under(earlier, previous, "if") else "main")
    if groups[previous].lemma in listed("reporting", "say", "think", "show", "supposing"):
        return Link(previous, "comp", groups[previous].lemma)
    return Link(-1, "main")


def _opens(words: Words, spot: int) -> bool:
    word = words[spot]
    if word.low == "that":
        return word.tag in {"IN", "WDT"}
    return word.low in _OPENERS and word.tag in {"IN", "WRB", "WP", "WDT", "WP$"}


def _that(words: Words, groups: tuple[VerbGroup, ...], previous: int, opener: int) -> Link:
    if opener == 0 or words[opener].tag == "WDT":
        return Link(previous, "relative")
    word = words[opener - 1]
    if word.low in _CLAUSE_TAKING_ADJECTIVES:
        return Link(previous, "comp", word.low, opener - 1)
    if word.tag in NOUNS and word.lemma in listed("reporting", "nouns") | {"possibility", "chance", "risk"}:
        return Link(
            previous, "comp", "fear" if word.lemma in {"possibility", "chance", "risk"} else word.lemma
        )
    if previous >= 0:
        return Link(previous, "comp", groups[previous].lemma)
    return Link(previous, "relative")


def _level(groups: tuple[VerbGroup, ...], earlier: list[Link], previous: int) -> int:
    """The finite verb a joined finite verb stands beside."""
    place = previous
    while place >= 0 and groups[place].form != "finite":
        place -= 1
    while place >= 0 and earlier[place].kind == "relative" and earlier[place].governor >= 0:
        place = earlier[place].governor
    return place


def _under(earlier: list[Link], place: int, kind: str) -> bool:
    while place >= 0:
        if earlier[place].kind == kind and earlier[place].word != "even":
            return True
        place = earlier[place].governor
    return False
