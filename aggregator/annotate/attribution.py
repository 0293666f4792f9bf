"""Who says what inside one sentence: cue, source and matter, by rules over verb groups and noun phrases.

Patterns: "X said (that) M", "M, X said", "M, said X, role", "X told Y (that) M", "according to X, M",
"saying M", "X's report shows M", "the claim that M", and passives without an owner ("is believed to M").
What needs rest of the article (quotations over sentences, pronouns) is done by `quotes` and `speakers`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from aggregator.annotate.cues import Attribution, hearsay, nominal, passive, prepositional
from aggregator.annotate.grammar import (
    VerbGroup,
    verb_groups,
)
from aggregator.annotate.lexicon import words as listed
from aggregator.annotate.matter import has_that, is_clause, matter_after, matter_before, resumes
from aggregator.annotate.subjects import apposition_before, apposition_behind, inverted_subject, subject_of
from aggregator.annotate.words import Words
from aggregator.models import Span

# What figures and papers do, taken even without "that": "the survey shows most were for it".
_SHOWING = frozenset({"show", "indicate", "suggest", "reveal", "find", "demonstrate"})
_STOPS = frozenset({",", ".", ":", "''", "-LRB-", "-RRB-"})


@lru_cache(maxsize=4096)
def find_attributions(words: Words) -> tuple[Attribution, ...]:
    """Return the attributions of one sentence in order of their cues."""
    found = [*_verbal(words), *prepositional(words), *nominal(words), *hearsay(words)]
    return tuple(sorted(found, key=lambda one: (one.cue, one.kind)))


def _verbal(words: Words) -> Iterator[Attribution]:
    groups = verb_groups(words)
    for place, group in enumerate(groups):
        found = passive(words, group) if group.passive else _active(words, groups, place)
        if found:
            yield found


def _active(words: Words, groups: tuple[VerbGroup, ...], place: int) -> Attribution | None:
    group = groups[place]
    if group.lemma not in listed("reporting", "say", "maybe_say", "think", "judge", "show"):
        return None
    if group.negated or (group.form == "inf" and not _goes_on(words, group)) or group.form == "part":
        return None
    subject = subject_of(words, groups, place)
    inverted = None if subject else inverted_subject(words, group)
    source = subject or inverted
    if group.form == "ger" and source is None:
        return None
    end = inverted.end if inverted else group.end
    apposition = apposition_behind(words, end) if inverted else apposition_before(words, source, group.start)
    end = apposition[1] if inverted and apposition else end
    start = min(group.start, source.start) if source else group.start
    matters, kind = _matter(words, group, start, end)
    if not matters:
        return None
    span = (source.start, source.end) if source else None
    return Attribution((group.start, group.end), group.lemma, kind, span, matters, apposition, (start, end))


def _goes_on(words: Words, group: VerbGroup) -> bool:
    """Whether an infinitive is a saying all the same: "went on to say", "continued to insist"."""
    return group.start > 0 and words[group.start - 1].lemma in {"on", "continue", "continued"}


def _matter(words: Words, group: VerbGroup, start: int, end: int) -> tuple[tuple[Span, ...], str]:
    """The matter of a reporting verb whose clause spans start..end, and the kind of the verb."""
    before, after = matter_before(words, start), matter_after(words, group, end)
    strong = group.lemma in listed("reporting", "say")
    weak = group.lemma in listed("reporting", "maybe_say", "show") and not _points_at(words, group)
    quoted = after is not None and words[after[0]].tag == "''"
    linked = after is not None and (
        has_that(words, end, after[0]) or quoted or words[after[0] - 1].text == ":"
    )
    closed = after is None or (words[after[0] - 1].tag in {",", "''"} and not has_that(words, end, after[0]))
    if before and (strong or weak) and closed and group.form != "ger":
        more = (after,) if after and resumes(words, before, after) else ()
        return (before, *more), "say"
    if after and group.lemma in _SHOWING and not linked and is_clause(words, after):
        return (after,), "show"
    if (
        after
        and (strong or weak)
        and (linked or (strong and (is_clause(words, after) or group.lemma in {"say", "tell"})))
    ):
        return (after,), "say"
    if after and strong and words[after[0]].tag != "TO":
        return (after,), "judge"
    if after and group.lemma in listed("reporting", "think") and _is_thought(words, after, linked=linked):
        return (after,), "think"
    return _judged(words, group, after), "judge"


def _judged(words: Words, group: VerbGroup, after: Span | None) -> tuple[Span, ...]:
    """The matter of judging verbs: "opposed the plan", "pointed to the rules"."""
    if after is None:
        return ()
    if group.lemma == "point":
        pointed = words[group.end].low == "to" and after[1] > group.end + 1
        return ((group.end + 1, after[1]),) if pointed else ()
    judges = group.lemma in listed("reporting", "judge") and words[after[0]].tag != "TO"
    return (after,) if judges else ()


def _points_at(words: Words, group: VerbGroup) -> bool:
    """Whether a verb is "pointed to", which shows something, not "pointed out", which says it."""
    return group.lemma == "point" and (group.end >= len(words) or words[group.end].low != "out")


def _is_thought(words: Words, span: Span, *, linked: bool) -> bool:
    return linked or is_clause(words, span) or words[span[0]].tag == "TO"
