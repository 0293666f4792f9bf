"""Runs of name words: where a proper name begins and ends in a sentence, not yet what it names."""

from __future__ import annotations

from aggregator.annotate.gazetteer import countries, is_common, lowered
from aggregator.annotate.lexicon import words as listed
from aggregator.annotate.words import Words

_INSIDE = frozenset("of the and for & de la van von bin al - del der den el da di ibn ’ ' [ ]".split())


def _starts(words: Words, place: int) -> bool:
    word = words[place]
    if word.low in _PARTICLES and _particle_end(words, place):
        return True
    if not word.text[:1].isupper() or word.tag in {
        "PRP",
        "DT",
        "PRP$",
        "WRB",
        "WP",
        "WDT",
        "MD",
        "UH",
        "IN",
        "CC",
    }:
        return False
    known = word.low in countries() or word.low in lowered("organisations") or word.low in lowered("surnames")
    goes_on = place + 1 < len(words) and words[place + 1].is_name and words[place + 1].text[:1].isupper()
    if word.low in listed("names", "not_names") and not known and not goes_on:
        return False
    first = place == 0 or words[place - 1].tag in {"''", ":", "."}
    shouted = word.text.isupper() and word.tag in {"NN", "JJ", "NNS", "FW", "VB", "VBN", "CD"}
    return word.is_name or known or (not first and shouted) or (goes_on and not is_common(word.low))


# "al-Sadr", "van Gogh", "bin Salman": small words that begin or join family names.
_PARTICLES = frozenset({"al", "el", "ul", "van", "von", "de", "bin", "ibn", "ben"})


def _particle_end(words: Words, place: int) -> int:
    """Where "al-Sadr" ends, or 0: a particle, a hyphen or nothing, a capitalised word."""
    follows = place + 1
    if follows < len(words) and words[follows].tag == "HYPH":
        follows += 1
    elif words[place].low in {"al", "el", "ul", "de"}:
        return 0
    return follows + 1 if follows < len(words) and words[follows].text[:1].isupper() else 0


def run_end(words: Words, start: int) -> int:
    """Return where a run of name words that starts at `start` ends; `start` itself if none does."""
    if not _starts(words, start):
        return start
    end = _particle_end(words, start) if words[start].low in _PARTICLES else start + 1
    while end < len(words):
        word = words[end]
        if word.text[:1].isupper() and (
            word.is_name or word.tag in {"NN", "NNS", "JJ", "VBN", "VBG", "CD", "FW"}
        ):
            end += 1
        elif word.low in _PARTICLES and _particle_end(words, end):
            end = _particle_end(words, end)
        elif word.tag == "HYPH" and _hyphenated(words, end):
            end += 2
        elif word.low in _INSIDE and _continues(words, start, end):
            end += 1
        else:
            break
    while end > start + 1 and words[end - 1].low in _INSIDE and words[end - 1].text != "]":
        end -= 1
    return end


def _hyphenated(words: Words, place: int) -> bool:
    """Whether a hyphen joins two parts of one name ("Self-Defense"), as it does not in "U.S.-based"."""
    if (
        place + 1 >= len(words)
        or words[place - 1].end != words[place].start
        or words[place].end != words[place + 1].start
    ):
        return False
    after = words[place + 1]
    return after.text[:1].isupper() or (after.tag in {"NNP", "NN"} and not is_common(after.low))


def _continues(words: Words, start: int, place: int) -> bool:
    """Whether "of", "and" inside a run of capitals belongs to the name ("Bank of England")."""
    follows = place + 1
    while follows < len(words) and words[follows].low in {"the", "of"}:
        follows += 1
    if words[place].text in "[]":
        return follows < len(words) and (words[follows].text[:1].isupper() or words[follows].text in "[]")
    if follows >= len(words) or not (
        words[follows].text[:1].isupper() and words[follows].tag in {"NNP", "NNPS", "NN", "NNS", "JJ"}
    ):
        return False
    low = words[place].low
    if low in {"of", "for"}:
        heads = listed("names", "organisation_words") | _OF_HEADS
        return any(word.low in heads for word in words[start:place])
    if low == "and":
        whole = " ".join(word.low for word in words[start : follows + 1])
        return words[follows].low in listed("names", "organisation_words") or whole in countries()
    return low not in {"the", "'", "’", "-"}


_OF_HEADS = frozenset(
    """republic house strait gulf horn bank kingdom state city bay museum isle united chamber secretary
    joint""".split()
)
