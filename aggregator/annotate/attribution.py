"""Who says what inside one sentence: cue, source and matter, by rules over verb groups and noun phrases.

Patterns: "X said (that) M", "M, X said", "M, said X, role", "X told Y (that) M", "according to X, M", "saying
M", "X's report shows M", "the claim that M", and passives without an owner ("is believed to M"). What needs the
rest of the article (quotations over sentences, pronouns) is done by `quotes` and `speakers`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from aggregator.annotate.events import links
from aggregator.annotate.grammar import (
    PRONOUNS,
    Phrase,
    VerbGroup,
    noun_phrases,
    phrase_ending_at,
    phrase_starting_at,
    verb_groups,
)
from aggregator.annotate.lexicon import words as listed
from aggregator.annotate.words import Words
from aggregator.models import Span

# Between two commas, an apposition or relative clause about the speaker is at most so many words.
LONGEST_APPOSITION = 32
# Shorter matter than this before "..., he said" is a connective ("Then, he said"), not a statement.
MIN_MATTER_WORDS = 1

# What figures and papers do, taken even without "that": "the survey shows most were for it".
_SHOWING = frozenset({"show", "indicate", "suggest", "reveal", "find", "demonstrate"})
_STOPS = frozenset({",", ".", ":", "''", "-LRB-", "-RRB-"})
_TIME_STARTS = frozenset({"on", "in", "during", "at", "after", "before", "earlier", "late", "early", "last", "this", "via",
                          "to", "by", "through", "when", "as", "from", "about", "of", "with"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attribution:
    """Cue, source and matter as places in the sentence's words (ends exclusive).

    `kind` is say, think, judge, show, noun, preposition, passive or hearsay. `source` is None where the
    sentence names nobody; `matters` has two parts when the cue splits what was said.
    """

    cue: Span
    lemma: str
    kind: str
    source: Span | None
    matters: tuple[Span, ...]
    apposition: Span | None = None
    clause: Span = (0, 0)


@lru_cache(maxsize=4096)
def find_attributions(words: Words) -> tuple[Attribution, ...]:
    """Return the attributions of one sentence in order of their cues."""
    found = [*_verbal(words), *_prepositional(words), *_nominal(words), *_hearsay(words)]
    return tuple(sorted(found, key=lambda one: (one.cue, one.kind)))


# --- verbs -----------------------------------------------------------------------------------------


def _verbal(words: Words) -> Iterator[Attribution]:
    groups = verb_groups(words)
    for place, group in enumerate(groups):
        found = _passive(words, group) if group.passive else _active(words, groups, place)
        if found:
            yield found


def _active(words: Words, groups: tuple[VerbGroup, ...], place: int) -> Attribution | None:
    group = groups[place]
    if group.lemma not in listed("reporting", "say", "maybe_say", "think", "judge", "show"):
        return None
    if group.negated or (group.form == "inf" and not _goes_on(words, group)) or group.form == "part":
        return None
    subject = _subject(words, groups, place)
    inverted = None if subject else _inverted_subject(words, group)
    source = subject or inverted
    if group.form == "ger" and source is None:
        return None
    end = inverted.end if inverted else group.end
    apposition = _apposition(words, end) if inverted else _apposition_before(words, source, group.start)
    end = apposition[1] if inverted and apposition else end
    start = min(group.start, source.start) if source else group.start
    matters, kind = _matter(words, group, start, end)
    if not matters:
        return None
    span = (source.start, source.end) if source else None
    return Attribution((group.start, group.end), group.lemma, kind, span, matters, apposition, (start, end))


def _goes_on(words: Words, group: VerbGroup) -> bool:
    """As in "went on to say", "continued to insist"."""
    return group.start > 0 and words[group.start - 1].lemma in {"on", "continue", "continued"}


def _matter(words: Words, group: VerbGroup, start: int, end: int) -> tuple[tuple[Span, ...], str]:
    """The matter of a reporting verb whose clause spans start..end, and the kind of the verb."""
    before, after = _before(words, start), _after(words, group, end)
    strong = group.lemma in listed("reporting", "say")
    weak = group.lemma in listed("reporting", "maybe_say", "show")
    quoted = after is not None and words[after[0]].tag == "''"
    linked = after is not None and (
        _has_that(words, end, after[0]) or quoted or words[after[0] - 1].text == ":"
    )
    closed = after is None or words[after[0] - 1].tag in {",", "''"} and not _has_that(words, end, after[0])
    if before and (strong or weak) and closed and group.form != "ger":
        more = (after,) if after and _resumes(words, before, after) else ()
        return (before, *more), "say"
    if after and group.lemma in _SHOWING and not linked and _is_clause(words, after):
        return (after,), "show"
    if (
        after
        and (strong or weak)
        and (linked or (strong and (_is_clause(words, after) or group.lemma in {"say", "tell"})))
    ):
        return (after,), "say"
    if after and strong and words[after[0]].tag != "TO":
        return (after,), "judge"
    if after and group.lemma in listed("reporting", "think") and _is_thought(words, after, linked=linked):
        return (after,), "think"
    if group.lemma == "point":
        return ((group.end + 1, after[1]),) if after and words[group.end].low == "to" and after[
            1
        ] > group.end + 1 else (), "judge"
    if after and group.lemma in listed("reporting", "judge") and words[after[0]].tag != "TO":
        return (after,), "judge"
    return (), ""


def _has_that(words: Words, end: int, first: int) -> bool:
    return any(words[place].low in {"that", "whether", "if", "how", "why"} for place in range(end, first))


def _is_clause(words: Words, span: Span) -> bool:
    """Whether a span begins with a subject that has its own verb."""
    for group in verb_groups(words):
        if span[0] <= group.start < span[1]:
            return group.form == "finite" and group.start > span[0]
    return False


def _is_thought(words: Words, span: Span, *, linked: bool) -> bool:
    return linked or _is_clause(words, span) or words[span[0]].tag == "TO"


def _before(words: Words, start: int) -> Span | None:
    """The matter before "..., X said": from the sentence's start to the comma or closing quote."""
    end = start
    if end == 0 or words[end - 1].tag not in {",", "''", ":"} or words[end - 1].text in {":", ";"}:
        if end == 0 or words[end - 1].text not in {"—", "–", "?", "!"}:
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


def _has_finite(words: Words, span: Span) -> bool:
    return any(group.form == "finite" and span[0] <= group.start < span[1] for group in verb_groups(words))


def _resumes(words: Words, before: Span, after: Span) -> bool:
    """Whether what follows "..., X said," goes on with what was said."""
    if words[after[0]].tag == "''":
        return True
    in_quotes = words[before[1] - 1].tag == "''"
    return not in_quotes and _has_finite(words, after) and words[after[0]].tag not in {"VBG", "WDT", "WP"}


def _after(words: Words, group: VerbGroup, end: int) -> Span | None:
    """The matter behind the verb: past who was told, times, "in a statement", "that"."""
    place = _skip_recipient(words, group, end) if end == group.end else end
    place = _skip_adjuncts(words, place)
    if (
        place < len(words)
        and words[place].low in {"that", "whether"}
        and words[place].tag in {"IN", "WDT", "DT", "CC"}
    ):
        if words[place].low == "that" and place + 1 < len(words):
            place += 1
    stop = _matter_end(words, place)
    return (place, stop) if stop > place else None


def _skip_recipient(words: Words, group: VerbGroup, place: int) -> int:
    if place < len(words) and group.lemma in listed("reporting", "told"):
        phrase = phrase_starting_at(words, place)
        if phrase and not _verb_at(words, phrase.end):
            return phrase.end
        base = next((one for one in noun_phrases(words) if one.start == place), None)
        if base and (words[base.head].tag in PRONOUNS or not _verb_at(words, base.end)):
            return base.end
    if place < len(words) and words[place].low == "out" and group.lemma == "point":
        return place + 1
    return place


def _verb_at(words: Words, place: int) -> bool:
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
            and not _verb_at(words, phrase.end)
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


def _matter_end(words: Words, start: int) -> int:
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


# --- who -------------------------------------------------------------------------------------------


def _subject(words: Words, groups: tuple[VerbGroup, ...], place: int) -> Phrase | None:
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
    """As in "The mayor and the governor said": both, where the first opens the clause."""
    if phrase is None or phrase.start < 2 or words[phrase.start - 1].low != "and":  # noqa: PLR2004
        return phrase
    left = phrase_ending_at(words, phrase.start - 1)
    if left and (left.start == 0 or words[left.start - 1].tag in {",", "''", ":"}):
        return Phrase(left.start, phrase.end, left.head)
    return phrase


def _out_of_relative(words: Words, groups: tuple[VerbGroup, ...], phrase: Phrase) -> Phrase:
    """As in "people who live in the valley said": not the valley but those who live there."""
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
    """As in "Naoko Aoki, political scientist at RAND, said": the phrase before the apposition."""
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
            found = _subject(words, groups, earlier)
            if found or earlier == 0:
                return found or _inverted_subject(words, groups[earlier])
    return None


_BEFORE_TIMES = frozenset(
    {"on", "in", "earlier", "late", "early", "later", "last", "this", "from", "of", "since", "for"}
)
_SUBORDINATE = frozenset({"relative", "comp", "wh", "time", "if"})


def _inverted_subject(words: Words, group: VerbGroup) -> Phrase | None:
    """As in "..., said Rintaro Inoue": the phrase behind the verb, where something said stands before it."""
    if group.lemma not in listed("reporting", "inverted") or group.start == 0:
        return None
    if words[group.start - 1].tag not in {",", "''", "."} and words[group.start - 1].text not in {
        "?",
        "!",
        "—",
    }:
        return None
    phrase = phrase_starting_at(words, group.end)
    if phrase is None or words[phrase.head].low in listed("grammar", "times") or _verb_at(words, phrase.end):
        return None
    return phrase


def _apposition(words: Words, end: int) -> Span | None:
    """As in ", research associate at the institute": what follows a name and a comma, up to the next comma or stop."""
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


def _apposition_before(words: Words, source: Phrase | None, start: int) -> Span | None:
    """The apposition between a subject and its verb."""
    if source is None or source.end >= start or words[source.end].tag not in {",", "-LRB-"}:
        return None
    last = start - 1
    while last > source.end + 1 and words[last].tag not in {",", "-RRB-"}:
        last -= 1
    return (source.end + 1, last) if last > source.end + 1 else None


# --- other cues ------------------------------------------------------------------------------------


def _passive(words: Words, group: VerbGroup) -> Attribution | None:
    """As in "is believed to", "has been described as": the whole clause, owned by nobody or by "by X"."""
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
    stop = _matter_end(words, group.end)
    source = (agent.start, agent.end) if agent else None
    return Attribution(
        (group.start, group.end), group.lemma, "passive", source, ((start, stop),), None, (start, stop)
    )


def _prepositional(words: Words) -> Iterator[Attribution]:
    for place in range(len(words) - 2):
        if words[place].low != "according" or words[place + 1].low != "to":
            continue
        phrase = phrase_starting_at(words, place + 2)
        if phrase is None:
            continue
        apposition = _apposition(words, phrase.end)
        end = _clause_end(words, phrase.end if place else (apposition[1] if apposition else phrase.end))
        matters = _around(words, place, phrase.end, end)
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


def _clause_end(words: Words, place: int) -> int:
    while place < len(words) and words[place].tag not in {",", ".", ":", "''"}:
        place += 1
    return place


def _around(words: Words, place: int, source_end: int, end: int) -> tuple[Span, ...]:
    """The matter of "according to X": all before it, or all behind it when it opens the sentence."""
    if place <= 1:
        first = min(end, len(words))
        while first < len(words) and words[first].tag == ",":
            first += 1
        stop = _matter_end(words, first)
        return ((first, stop),) if stop > first else ()
    stop = place
    while stop > 0 and words[stop - 1].tag in {",", ":"}:
        stop -= 1
    first = 0
    while first < stop and words[first].tag in {"CC", ","}:
        first += 1
    return ((first, stop),) if stop > first else ()


def _nominal(words: Words) -> Iterator[Attribution]:
    """As in "his claim that M", "warnings from officials that M"."""
    for place in range(1, len(words) - 2):
        noun = words[place]
        if noun.tag not in {"NN", "NNS"} or noun.lemma not in listed("reporting", "nouns"):
            continue
        owner = phrase_starting_at(words, place + 2) if words[place + 1].low in {"from", "by", "of"} else None
        that = owner.end if owner else place + 1
        if (
            that + 1 >= len(words)
            or words[that].low != "that"
            or not _is_clause(words, (that + 1, len(words)))
        ):
            continue
        base = next((one for one in noun_phrases(words) if one.start <= place < one.end), None)
        source = (owner.start, owner.end) if owner else _possessor(words, base)
        stop = _matter_end(words, that + 1)
        yield Attribution(
            (place, place + 1), noun.lemma, "noun", source, ((that + 1, stop),), None, (place, stop)
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


def _hearsay(words: Words) -> Iterator[Attribution]:
    """As in "reportedly": the clause it stands in, owned by nobody."""
    for place, word in enumerate(words):
        if word.low in listed("reporting", "hearsay"):
            stop = _matter_end(words, place)
            yield Attribution((place, place + 1), word.low, "hearsay", None, ((0, stop),), None, (0, stop))
