"""Verb groups and noun phrases of a sentence, found by rules over word classes.

No parse: a verb group is a run of auxiliaries with their head ("has not been described"), a noun phrase a run
of noun words, joined over "of" and other prepositions where a whole phrase is wanted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from aggregator.annotate.lexicon import words as listed
from aggregator.annotate.words import Word, Words

NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
PRONOUNS = frozenset({"PRP", "WP", "EX"})
_INSIDE_NOUN_PHRASE = NOUNS | frozenset(
    "DT PDT PRP$ WP$ JJ JJR JJS CD POS $ HYPH VBN VBG FW AFX # RBS ADD".split()
)
_VERBS = frozenset({"VB", "VBP", "VBZ", "VBD", "VBN", "VBG"})
# A question's subject, between auxiliary and verb, has at most so many words.
LONGEST_INVERSION = 6
_FINITE = frozenset({"VBP", "VBZ", "VBD"})
_NEGATIONS = frozenset({"not", "n't", "never", "no longer"})
# Words that may stand between the parts of a verb group.
_BETWEEN = frozenset({"RB", "RBR", "RBS"})
# "the head of the agency", "officials at the ministry": prepositions that hang a phrase on the one before.
_HANGING = frozenset(
    {"of", "at", "for", "in", "from", "with", "on", "to", "behind", "against", "between", "by"}
)


@dataclass(frozen=True, slots=True)
class VerbGroup:
    """Auxiliaries and their head: places in the sentence's words, `end` exclusive.

    `form` is finite, inf, ger or part; `modal` the modal's base ("would"); `past` tells tense.
    """

    start: int
    end: int
    head: int
    lemma: str
    form: str
    modal: str = ""
    negated: bool = False
    passive: bool = False
    perfect: bool = False
    progressive: bool = False
    past: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: places in the sentence's words, `end` exclusive; `head` is its head word."""

    start: int
    end: int
    head: int


@lru_cache(maxsize=4096)
def verb_groups(words: Words) -> tuple[VerbGroup, ...]:
    """Return the verb groups of a sentence in order."""
    found: list[VerbGroup] = []
    place = 0
    while place < len(words):
        group = _group_at(words, place)
        if group:
            found.append(group)
        place = group.end if group else place + 1
    return tuple(found)


def _group_at(words: Words, place: int) -> VerbGroup | None:
    """The verb group that starts at `place`, or None."""
    if words[place].tag == "TO":
        first = _skip_adverbs(words, place + 1)
        if first < len(words) and words[first].tag in {"VB", "VBP", "VBN"} and first - place <= 3:  # noqa: PLR2004
            return _grown(words, place, first)
        return None
    tag = words[place].tag
    if tag == "MD" or (tag in _VERBS and not _prenominal(words, place)):
        return _grown(words, place, place)
    return None


def _skip_adverbs(words: Words, place: int) -> int:
    while place < len(words) and (words[place].tag in _BETWEEN or words[place].low in _NEGATIONS):
        place += 1
    return place


def _prenominal(words: Words, place: int) -> bool:
    """Whether a participle stands before its noun ("the revised limits", "a growing demand")."""
    if words[place].tag not in {"VBN", "VBG"} or place + 1 >= len(words):
        return False
    if words[place].relation in {"amod", "compound"} and words[place].head > place:
        return True
    if words[place + 1].tag not in NOUNS | {"JJ"} or place == 0:
        return place > 0 and words[place - 1].tag in {"DT", "PRP$", "HYPH"}
    return words[place - 1].tag in {"DT", "JJ", "PRP$", "POS", "CD", "HYPH"} or (
        words[place].tag == "VBN" and words[place - 1].tag == "IN" and words[place - 1].low != "as"
    )


def _grown(words: Words, start: int, first: int) -> VerbGroup:
    """Grow a group from its first verb over auxiliaries to its head."""
    chain = [first]
    while words[chain[-1]].tag == "MD" or words[chain[-1]].lemma in {"be", "have", "do"}:
        following = _next_verb(words, chain[-1])
        if following is None:
            break
        chain.append(following)
    between = words[start : chain[-1] + 1]
    before = words[start - 1].low if start else ""
    after = words[chain[-1] + 1].low if chain[-1] + 1 < len(words) else ""
    negated = (
        before == "never"
        or any(word.low in _NEGATIONS for word in between)
        or (after in _NEGATIONS and words[chain[-1]].lemma in {"be", "have", "do"} | _MODALS)
    )
    return _described(words, start, chain, negated=negated)


_MODALS = frozenset({"can", "could", "may", "might", "must", "shall", "should", "will", "would"})


def _next_verb(words: Words, auxiliary: int) -> int | None:
    """The verb an auxiliary goes on with: it agrees in form and nothing but adverbs stand between."""
    ahead = _ahead(words, auxiliary)
    place = _skip_adverbs(words, auxiliary + 1)
    wanted = _wanted(words[auxiliary])
    if ahead is not None or (place < len(words) and words[place].tag in wanted):
        return ahead or place
    if (
        place < len(words)
        and words[auxiliary].lemma == "have"
        and words[place].low in {"become", "come", "run", "put", "set", "cut", "hit", "let"}
    ):
        return place
    if words[-1].low != "?":
        return None
    for inverted in range(place, min(place + LONGEST_INVERSION, len(words))):
        if words[inverted].tag in wanted:
            return inverted
        if words[inverted].tag not in NOUNS | PRONOUNS | {"DT", "JJ", "POS", "RB", "PRP$", "CD"}:
            return None
    return None


def _ahead(words: Words, auxiliary: int) -> int | None:
    """The verb of "is to leave" and "is going to leave"; "the aim is to leave" says no more than the aim."""
    word = words[auxiliary]
    if word.low not in {"am", "is", "are", "'m", "'s", "'re"} or word.relation == "cop":
        return None
    place = _skip_adverbs(words, auxiliary + 1)
    if place < len(words) and words[place].low == "going":
        place += 1
    following = place + 1
    if following < len(words) and words[place].tag == "TO" and words[following].tag == "VB":
        return following
    return None


def _wanted(auxiliary: Word) -> frozenset[str]:
    if auxiliary.tag == "MD":
        return frozenset({"VB", "VBP"})
    return {
        "be": frozenset({"VBN", "VBG", "VBD"}),
        "have": frozenset({"VBN", "VBD"}),
        "do": frozenset({"VB", "VBP"}),
    }.get(auxiliary.lemma, frozenset())


def _described(words: Words, start: int, chain: Sequence[int], *, negated: bool) -> VerbGroup:
    head = words[chain[-1]]
    before = words[chain[-2]].lemma if len(chain) > 1 else ""
    first = words[chain[0]]
    if words[start].tag == "TO":
        form = "inf"
    elif first.tag in _FINITE or first.tag == "MD":
        form = "finite"
    else:
        form = {"VB": "inf", "VBG": "ger"}.get(first.tag, "part")
    auxiliaries = [words[place].lemma for place in chain[:-1]]
    return VerbGroup(
        start=start,
        end=chain[-1] + 1,
        head=chain[-1],
        lemma=head.lemma,
        form=form,
        modal=first.lemma if first.tag == "MD" else "will" if _lies_ahead(words, chain) else "",
        negated=negated,
        passive=before == "be" and head.tag in {"VBN", "VBD"},
        perfect="have" in auxiliaries,
        progressive=before == "be" and head.tag == "VBG",
        past=first.tag == "VBD" or "have" in auxiliaries or (form == "part" and head.tag == "VBN"),
    )


def _lies_ahead(words: Words, chain: Sequence[int]) -> bool:
    """Whether a group's "is" goes on with an infinitive."""
    return len(chain) > 1 and words[chain[0]].lemma == "be" and words[chain[1]].tag == "VB"


@lru_cache(maxsize=4096)
def noun_phrases(words: Words) -> tuple[Phrase, ...]:
    """Return the base noun phrases (no prepositions inside) in order; pronouns are phrases too."""
    verbs = {place for group in verb_groups(words) for place in range(group.start, group.end)}
    found: list[Phrase] = []
    place = 0
    while place < len(words):
        end = place
        if words[place].tag in PRONOUNS or (words[place].tag == "DT" and _stands_alone(words, place)):
            end = place + 1
        else:
            while end < len(words) and end not in verbs and _continues(words, place, end):
                end += 1
            while end > place and words[end - 1].tag not in NOUNS | {"CD", "FW", "ADD", "JJ", "JJS", "DT"}:
                end -= 1
        if end > place:
            found.append(Phrase(place, end, _head(words, place, end)))
        place = max(end, place + 1)
    return tuple(
        phrase for phrase in found if words[phrase.head].tag in NOUNS | PRONOUNS | {"CD", "FW", "DT", "ADD"}
    )


def _stands_alone(words: Words, place: int) -> bool:
    return place + 1 >= len(words) or words[place + 1].tag not in _INSIDE_NOUN_PHRASE | {"RB", "$", "''"}


def _continues(words: Words, start: int, place: int) -> bool:
    word = words[place]
    if word.tag in {"DT", "PDT", "PRP$"}:
        return place == start or words[place - 1].tag in {"PDT", "DT"}
    if word.text in {"&", "."} and start < place < len(words) - 1:
        return words[place - 1].is_name and words[place + 1].is_name
    if word.tag in {"-LRB-", "-RRB-"} and word.text in "[]":
        return True
    return word.tag in _INSIDE_NOUN_PHRASE


def _head(words: Words, start: int, end: int) -> int:
    for place in range(end - 1, start - 1, -1):
        if words[place].tag in NOUNS | PRONOUNS:
            return place
    return end - 1


def phrase_ending_at(words: Words, end: int) -> Phrase | None:
    """The noun phrase that ends right before place `end`, with what hangs on it by prepositions."""
    phrases = {phrase.end: phrase for phrase in noun_phrases(words)}
    phrase = phrases.get(end)
    if phrase is None:
        return None
    start, head = phrase.start, phrase.head
    while start >= 2 and words[start - 1].low in _HANGING and start - 1 in phrases:  # noqa: PLR2004
        left = phrases[start - 1]
        if words[left.head].low in listed("grammar", "adjunct_nouns") or words[left.head].tag in PRONOUNS:
            break
        start, head = left.start, left.head
    return Phrase(start, end, head)


def phrase_starting_at(words: Words, start: int) -> Phrase | None:
    """The noun phrase that starts at place `start`, with what hangs on it by prepositions."""
    phrases = {phrase.start: phrase for phrase in noun_phrases(words)}
    phrase = phrases.get(start)
    if phrase is None:
        return None
    end = phrase.end
    while end + 1 < len(words) and words[end].low in _HANGING and end + 1 in phrases:
        if words[phrases[end + 1].head].low in listed("grammar", "adjunct_nouns"):
            break
        end = phrases[end + 1].end
        if words[end - 1].tag in PRONOUNS:
            break
    return Phrase(start, end, phrase.head)


def children(words: Words, place: int) -> list[int]:
    """Return the places of the words that hang on one."""
    return [other for other, word in enumerate(words) if word.head == place]
