"""What is said: where the matter of a reporting verb begins and ends, as places in a sentence's words."""

from __future__ import annotations

from aggregator.annotate.grammar import (
    PRONOUNS,
    Phrase,
    VerbGroup,
    noun_phrases,
    phrase_starting_at,
    verb_groups,
)
from aggregator.annotate.lexicon import words as listed
from aggregator.annotate.words import Word, Words
from aggregator.models import Span

# Shorter matter than this before "..., he said" is a connective ("Then, he said"), not a statement.
MIN_MATTER_WORDS = 1


_TIME_STARTS = frozenset(
    """on in during at after before earlier late early last this via to by through when as from about of
    with""".split()
)


def has_that(words: Words, end: int, first: int) -> bool:
    """Whether "that", "whether" or the like stands between a verb and its matter."""
    return any(words[place].low in {"that", "whether", "if", "how", "why"} for place in range(end, first))


def is_clause(words: Words, span: Span) -> bool:
    """Whether a span begins with a subject that has its own verb."""
    for group in verb_groups(words):
        if span[0] <= group.start < span[1]:
            return group.form == "finite" and group.start > span[0]
    return False


def _has_finite(words: Words, span: Span) -> bool:
    return any(group.form == "finite" and span[0] <= group.start < span[1] for group in verb_groups(words))


def matter_before(words: Words, start: int) -> Span | None:
    """The matter before "..., X said": from the sentence's start to the comma or closing quote."""
    end = start
    if end == 0 or not _sets_apart(words[end - 1]):
        return None
    while end > 0 and words[end - 1].tag in {",", ":"}:
        end -= 1
    first = 0
    while first < end and words[first].tag in {"CC", ","} and words[first].low != "not":
        first += 1
    span = (first, end)
    quoted = words[end - 1].tag == "''" if end else False
    if end - first < MIN_MATTER_WORDS or not (quoted or _has_finite(words, span)):
        return None
    return span


def _sets_apart(word: Word) -> bool:
    """Whether a mark may stand between what is said and who says it."""
    return word.text in {"—", "–", "?", "!"} or (word.tag in {",", "''", ":"} and word.text not in {":", ";"})


def resumes(words: Words, before: Span, after: Span) -> bool:
    """Whether what follows "..., X said," goes on with what was said."""
    if words[after[0]].tag == "''":
        return True
    in_quotes = words[before[1] - 1].tag == "''"
    return not in_quotes and _has_finite(words, after) and words[after[0]].tag not in {"VBG", "WDT", "WP"}


def matter_after(words: Words, group: VerbGroup, end: int) -> Span | None:
    """The matter behind the verb: past who was told, times, "in a statement", "that"."""
    place = _skip_recipient(words, group, end) if end == group.end else end
    place = _skip_named_saying(words, _skip_adjuncts(words, place))
    if place + 1 < len(words) and words[place].low == "that" and words[place].tag in {"IN", "WDT", "DT"}:
        place += 1
    stop = matter_end(words, place)
    return (place, stop) if stop > place else None


def _skip_named_saying(words: Words, place: int) -> int:
    """Skip "rumours" in "denied rumours that M": M is what is denied."""
    phrase = phrase_starting_at(words, place)
    base = phrase and next((one for one in noun_phrases(words) if one.start == place), None)
    if base and base.end < len(words) and words[base.end].low == "that":
        return base.end if words[base.head].lemma in listed("reporting", "nouns") else place
    return place


def _skip_recipient(words: Words, group: VerbGroup, place: int) -> int:
    if place < len(words) and group.lemma in listed("reporting", "told"):
        phrase = phrase_starting_at(words, place)
        if phrase and not verb_at(words, phrase.end):
            return phrase.end
        base = next((one for one in noun_phrases(words) if one.start == place), None)
        if base and (words[base.head].tag in PRONOUNS or not verb_at(words, base.end)):
            return base.end
    if place < len(words) and words[place].low == "out" and group.lemma == "point":
        return place + 1
    return place


def verb_at(words: Words, place: int) -> bool:
    """Whether a finite verb group starts at a place."""
    return any(group.start == place and group.form == "finite" for group in verb_groups(words))


def _skip_adjuncts(words: Words, place: int) -> int:
    """Skip "on Tuesday", "in a statement", "last week", commas and colons, in any order."""
    moved = True
    while moved and place < len(words):
        moved = False
        word = words[place]
        if word.tag in {",", ":", "HYPH"} or (
            word.tag == "RB" and word.low in listed("grammar", "adjunct_adverbs")
        ):
            place, moved = place + 1, True
            continue
        first = (
            place + 1
            if word.low in _TIME_STARTS and word.tag in {"IN", "TO", "RB", "JJ", "DT", "VBG"}
            else place
        )
        phrase = next((one for one in noun_phrases(words) if one.start in {place, first}), None)
        if (
            phrase
            and _is_adjunct(words, phrase, bare=phrase.start == place)
            and not verb_at(words, phrase.end)
        ):
            place, moved = phrase.end, True
    return place


def _is_adjunct(words: Words, phrase: Phrase, *, bare: bool) -> bool:
    head = words[phrase.head]
    if head.low in listed("grammar", "times"):
        return True
    if not bare and head.tag == "CD":
        return len(head.text) == 4  # noqa: PLR2004 - a year
    return not bare and head.low in listed("grammar", "adjunct_nouns", "audiences")


def matter_end(words: Words, start: int) -> int:
    """Where what is said ends: the sentence's end, or before the writer's own reading of it."""
    end = len(words)
    while end > start and words[end - 1].tag == "." and words[end - 1].text != "…":
        end -= 1
    for place in range(start + 1, end - 1):
        if words[place].tag == "," and words[place + 1].low in listed("reporting", "own_reading"):
            return place
        if (
            words[place].tag == ","
            and words[place + 1].lemma in listed("reporting", "say")
            and words[place + 1].tag == "VBG"
        ):
            return place
        if words[place].tag in {",", "CC"} and words[place + 1].low == "according":
            return place
    return end


def clause_end(words: Words, place: int) -> int:
    """Return the place of the next comma, stop or quotation mark."""
    while place < len(words) and words[place].tag not in {",", ".", ":", "''"}:
        place += 1
    return place
