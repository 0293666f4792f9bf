"""Cues other than active verbs: passives without an owner, "according to", "the claim that", "reportedly"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from aggregator.annotate.grammar import Phrase, VerbGroup, noun_phrases, phrase_ending_at, phrase_starting_at
from aggregator.annotate.lexicon import words as listed
from aggregator.annotate.matter import clause_end, is_clause, matter_end
from aggregator.annotate.subjects import apposition_behind
from aggregator.annotate.words import Words
from aggregator.models import Span


@dataclass(frozen=True, slots=True)
class Attribution:
    """Cue, source and matter as places in the sentence's words (ends exclusive).

    `kind` is say, think, judge, show, noun, preposition, passive or hearsay. `source` is None where the
    sentence names nobody; `matters` has two parts when the cue splits what was said; a `nested` one stands
    in another's matter ("A says B opposes M").
    """

    cue: Span
    lemma: str
    kind: str
    source: Span | None
    matters: tuple[Span, ...]
    apposition: Span | None = None
    clause: Span = (0, 0)
    nested: bool = False


def passive(words: Words, group: VerbGroup) -> Attribution | None:
    """Find "is believed to", "has been described as": the whole clause, owned by nobody or by "by X"."""
    if group.lemma not in listed("reporting", "passive") or group.form != "finite" or group.end >= len(words):
        return None
    if group.negated or (words[group.end].tag != "TO" and words[group.end].low not in {"as", "that", "by"}):
        return None
    agent = phrase_starting_at(words, group.end + 1) if words[group.end].low == "by" else None
    if words[group.end].low == "by" and (
        agent is None or agent.end >= len(words) or words[agent.end].low not in {"as", "to"}
    ):
        return None
    subject = phrase_ending_at(words, group.start)
    start = subject.start if subject else 0
    while start > 0 and words[start - 1].tag not in {",", "CC", ":", "''"} and words[start - 1].low != "that":
        start -= 1
    stop = matter_end(words, group.end)
    source = (agent.start, agent.end) if agent else None
    return Attribution(
        (group.start, group.end), group.lemma, "passive", source, ((start, stop),), None, (start, stop)
    )


def prepositional(words: Words) -> Iterator[Attribution]:
    """Yield the attributions of "according to X" in one sentence."""
    for place in range(len(words) - 2):
        if words[place].low != "according" or words[place + 1].low != "to":
            continue
        phrase = phrase_starting_at(words, place + 2)
        if phrase is None:
            continue
        apposition = apposition_behind(words, phrase.end)
        end = clause_end(words, phrase.end if place else (apposition[1] if apposition else phrase.end))
        matters = _around(words, place, end)
        if matters:
            yield Attribution(
                (place, place + 2),
                "according",
                "preposition",
                (phrase.start, phrase.end),
                matters,
                apposition,
                (place, end),
            )


def _around(words: Words, place: int, end: int) -> tuple[Span, ...]:
    """The matter of "according to X": all before it, or all behind it when it opens the sentence."""
    if place <= 1:
        first = min(end, len(words))
        while first < len(words) and words[first].tag == ",":
            first += 1
        stop = matter_end(words, first)
        return ((first, stop),) if stop > first else ()
    stop = place
    while stop > 0 and words[stop - 1].tag in {",", ":"}:
        stop -= 1
    first = 0
    while first < stop and words[first].tag in {"CC", ","}:
        first += 1
    return ((first, stop),) if stop > first else ()


def nominal(words: Words) -> Iterator[Attribution]:
    """Find "his claim that M", "warnings from officials that M"."""
    for place in range(1, len(words) - 2):
        noun = words[place]
        if noun.tag not in {"NN", "NNS"} or noun.lemma not in listed("reporting", "nouns"):
            continue
        if _is_said_of(words, place):
            continue
        owner = phrase_starting_at(words, place + 2) if words[place + 1].low in {"from", "by", "of"} else None
        that = owner.end if owner else place + 1
        if (
            that + 1 >= len(words)
            or words[that].low != "that"
            or not is_clause(words, (that + 1, len(words)))
        ):
            continue
        base = next((one for one in noun_phrases(words) if one.start <= place < one.end), None)
        source = (owner.start, owner.end) if owner else _possessor(words, base)
        stop = matter_end(words, that + 1)
        yield Attribution(
            (place, place + 1), noun.lemma, "noun", source, ((that + 1, stop),), None, (place, stop)
        )


def _is_said_of(words: Words, place: int) -> bool:
    """Whether a verb of saying has the noun as its object: in "denied rumours that M" the denier speaks."""
    noun = words[place]
    return noun.relation == "obj" and words[noun.head].lemma in listed(
        "reporting", "say", "maybe_say", "judge"
    )


def _possessor(words: Words, phrase: Phrase | None) -> Span | None:
    if phrase is None:
        return None
    if words[phrase.start].tag == "PRP$":
        return (phrase.start, phrase.start + 1)
    for place in range(phrase.start, phrase.end):
        if words[place].tag == "POS":
            return (phrase.start, place)
    return None


def hearsay(words: Words) -> Iterator[Attribution]:
    """Find "reportedly": the clause it stands in, owned by nobody."""
    for place, word in enumerate(words):
        if word.low in listed("reporting", "hearsay"):
            stop = matter_end(words, place)
            yield Attribution((place, place + 1), word.low, "hearsay", None, ((0, stop),), None, (0, stop))
