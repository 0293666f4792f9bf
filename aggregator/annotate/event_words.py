"""All event words of a sentence with their certainty: verbs, nouns naming events, predicates, participles.

The number is the reader's, the cues are found by rules; where the two disagree strongly the cautious one
stands.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from aggregator.annotate.certainty import CERTAIN, Judged, judge_verbs, values_of
from aggregator.annotate.grammar import verb_groups
from aggregator.annotate.lexicon import words as listed
from aggregator.annotate.reader.decoding import Reading
from aggregator.annotate.register import chance_of_news
from aggregator.annotate.words import Word, Words, word_lists

# "-ment", "-ing" and the like make event nouns of words at least this long.
SHORTEST_DEVERBAL = 7


# A noun that is a verb too ("a broadcast", "the write") names an event where the text leaves it in doubt.
DOUBTFUL = 2.2
# Number and cues disagree strongly when so far apart on the scale of -3..3.
FAR = 4.0
# What the question asked of a sentence's own kind of text counts, where that kind is plain. Its opposite
# would have one number mean two things; half would serve neither ("will" is +2 in news, -2 on the web).
SHARE_OF_OWN = 0.75


def judge_events(words: Words, reading: Reading) -> tuple[Judged, ...]:
    """Return the event words of one sentence with their certainty, in order.

    The reader answers two questions of each word, whether it happened (as UDS-IH2 asks of web text) and how
    sure the text puts it (as our labels do of news): the mean of the two, that of the sentence's own kind of
    text counting more, held against the cues.
    """
    sure = SHARE_OF_OWN * (news := chance_of_news(reading)) + (1 - SHARE_OF_OWN) * (1 - news)
    found = {one.place: one for one in by_rules(words)}
    for place, word in enumerate(words):
        if (
            word.tag in {"NN", "NNS"}
            and word.lemma in word_lists()["v"]
            and reading.certain[place] < DOUBTFUL
        ):
            found.setdefault(place, Judged(place, reading.certain[place], ()))
    return tuple(
        replace(found[place], certainty=_number(found[place], reading, sure)) for place in sorted(found)
    )


def _number(judged: Judged, reading: Reading, sure: float) -> float:
    """The mean of the two answers, "how sure" with the given share, held against the cues."""
    happened, certain = reading.happened[judged.place], reading.certain[judged.place]
    return cautious(sure * certain + (1 - sure) * happened, judged.certainty)


def cautious(number: float, cued: float) -> float:
    """Return the number, or what the cues say if that is far off and more doubtful (nearer 0)."""
    return round(cued if abs(number - cued) > FAR and abs(cued) < abs(number) else number, 2)


@lru_cache(maxsize=4096)
def by_rules(words: Words) -> tuple[Judged, ...]:
    """Return the event words of one sentence as rules judge them, in order."""
    verbs = judge_verbs(words)
    found = {judged.place: judged for judged in verbs}
    for place in _event_nouns(words, set(found)):
        found[place] = _judge_noun(words, place)
    for place in _predicates(words):
        found.setdefault(place, _as_predicate(verbs, place))
    for place, word in enumerate(words):
        hanging = word.tag in {"VBN", "VBG"} and not _is_auxiliary(words, place)
        if place not in found and (hanging or _heads_clause(word)):
            found[place] = Judged(place, values_of("present"), ())
    return tuple(found[place] for place in sorted(found))


def _heads_clause(word: Word) -> bool:
    """Whether the tree makes a word the head of a clause, or a verb that is no auxiliary."""
    relation = word.relation.split(":")[0]
    if not word.text[:1].isalpha():
        return False
    return relation in _CLAUSAL or (word.tag[:1] == "V" and relation not in {"aux", "cop"})


_CLAUSAL = frozenset({"root", "ccomp", "xcomp", "advcl", "acl", "csubj", "parataxis"})


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


def _as_predicate(verbs: tuple[Judged, ...], place: int) -> Judged:
    before = max((verb for verb in verbs if verb.place < place), key=lambda verb: verb.place)
    return Judged(place, before.certainty, before.cues, before.future)


def _event_nouns(words: Words, taken: set[int]) -> list[int]:
    return [
        place
        for place, word in enumerate(words)
        if place not in taken and word.tag in {"NN", "NNS"} and _names_event(word.lemma)
    ]


@lru_cache(maxsize=16384)
def _names_event(noun: str) -> bool:
    if noun in listed("event_nouns", "events") or noun in word_lists()["e"]:
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
