"""Who speaks: the subject of a reporting verb, wherever it stands, and what is set beside it by commas."""

from __future__ import annotations

from aggregator.annotate.events import links
from aggregator.annotate.grammar import Phrase, VerbGroup, phrase_ending_at, phrase_starting_at
from aggregator.annotate.lexicon import words as listed
from aggregator.annotate.matter import verb_at
from aggregator.annotate.words import Words
from aggregator.models import Span

# Between two commas, an apposition or relative clause about the speaker is at most so many words.
LONGEST_APPOSITION = 32


def subject_of(words: Words, groups: tuple[VerbGroup, ...], place: int) -> Phrase | None:
    """The noun phrase before a verb, past adverbs, times and what stands between commas."""
    group = groups[place]
    end = group.start
    while end > 0 and (
        words[end - 1].tag in {"RB", "RBR"} or words[end - 1].low in {"also", "then", "later"}
    ):
        end -= 1
    if end > 0 and words[end - 1].tag == "CC" and place > 0:
        return _subject_of_previous(words, groups, place)
    if group.form == "ger" or (group.form == "inf" and place > 0):
        return _subject_of_previous(words, groups, place)
    phrase = _joined(words, phrase_ending_at(words, end))
    while phrase and words[phrase.head].low in listed("grammar", "times") and phrase.start > 0:
        end = phrase.start
        while end > 0 and words[end - 1].low in _BEFORE_TIMES:
            end -= 1
        phrase = phrase_ending_at(words, end)
    if phrase:
        phrase = _out_of_relative(words, groups, phrase)
        return phrase if words[phrase.head].tag != "EX" else None
    return _subject_over_commas(words, end)


def _joined(words: Words, phrase: Phrase | None) -> Phrase | None:
    """Both of "the mayor and the governor", where the first opens the clause."""
    if phrase is None or phrase.start < 2 or words[phrase.start - 1].low != "and":  # noqa: PLR2004
        return phrase
    left = phrase_ending_at(words, phrase.start - 1)
    if left and (left.start == 0 or words[left.start - 1].tag in {",", "''", ":"}):
        return Phrase(left.start, phrase.end, left.head)
    return phrase


def _out_of_relative(words: Words, groups: tuple[VerbGroup, ...], phrase: Phrase) -> Phrase:
    """Not the valley but those who live there, in "people who live in the valley said"."""
    before = [group for group in groups if group.form == "finite" and group.end <= phrase.start]
    if not before or phrase.start - before[-1].end > 1:
        return phrase
    opener = before[-1].start - 1
    while opener > 0 and words[opener].tag == "RB":
        opener -= 1
    if words[opener].tag in {"WP", "WDT"} and opener > 0:
        return phrase_ending_at(words, opener) or phrase
    return phrase


def _subject_over_commas(words: Words, end: int) -> Phrase | None:
    """The phrase before an apposition, as in "Ana Holt, a chemist at the university, said"."""
    if end == 0 or words[end - 1].tag not in {",", "-RRB-", ":"} or words[end - 1].text in {":", ";"}:
        return None
    for comma in range(end - 2, max(0, end - LONGEST_APPOSITION) - 1, -1):
        if words[comma].tag in {",", "-LRB-", ":"} and comma > 0:
            phrase = phrase_ending_at(words, comma)
            opens = words[comma + 1].tag
            quotes = sum(words[place].tag == "''" for place in range(comma, end))
            if phrase and opens in _APPOSITION_STARTS and quotes % 2 == 0:
                return phrase
    return None


_APPOSITION_STARTS = frozenset(
    {"DT", "NN", "NNS", "NNP", "JJ", "WP", "WDT", "CD", "VBN", "VBG", "IN", "RB", "PRP$", "-LRB-"}
)


def _subject_of_previous(words: Words, groups: tuple[VerbGroup, ...], place: int) -> Phrase | None:
    """A verb that shares its subject with the finite verb before it ("X stood up and said")."""
    hung = links(words)
    for earlier in range(place - 1, -1, -1):
        if groups[earlier].form == "finite" and hung[earlier].kind not in _SUBORDINATE:
            found = subject_of(words, groups, earlier)
            if found or earlier == 0:
                return found or inverted_subject(words, groups[earlier])
    return None


_BEFORE_TIMES = frozenset(
    {"on", "in", "earlier", "late", "early", "later", "last", "this", "from", "of", "since", "for"}
)


_SUBORDINATE = frozenset({"relative", "comp", "wh", "time", "if"})


def inverted_subject(words: Words, group: VerbGroup) -> Phrase | None:
    """The phrase behind the verb, where something said stands before it: "..., said Ana Holt"."""
    if group.lemma not in listed("reporting", "inverted") or group.start == 0:
        return None
    if words[group.start - 1].tag not in {",", "''", "."} and words[group.start - 1].text not in {
        "?",
        "!",
        "—",
    }:
        return None
    phrase = phrase_starting_at(words, group.end)
    if phrase is None or words[phrase.head].low in listed("grammar", "times") or verb_at(words, phrase.end):
        return None
    return phrase


def apposition_behind(words: Words, end: int) -> Span | None:
    """What follows a name and a comma, up to the next comma or stop: ", a chemist at the university"."""
    if end + 1 >= len(words) or words[end].tag != ",":
        return None
    if words[end + 1].tag not in {"DT", "NN", "NNS", "NNP", "JJ", "WP", "PRP$", "CD", "VBN", "RB"}:
        return None
    stop = end + 1
    while stop < len(words) and words[stop].tag not in {".", "''", ":"} and stop - end < LONGEST_APPOSITION:
        if words[stop].tag == "," and not (
            words[stop - 1].is_name and stop + 1 < len(words) and words[stop + 1].is_name
        ):
            break
        stop += 1
    return (end + 1, stop)


def apposition_before(words: Words, source: Phrase | None, start: int) -> Span | None:
    """The apposition between a subject and its verb."""
    if source is None or source.end >= start or words[source.end].tag not in {",", "-LRB-"}:
        return None
    last = start - 1
    while last > source.end + 1 and words[last].tag not in {",", "-RRB-"}:
        last -= 1
    return (source.end + 1, last) if last > source.end + 1 else None
