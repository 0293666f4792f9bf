"""The attributions of a sentence: those the rules find, and those only the reader hears.

Rules know the fixed forms well ("X said M", "according to X"); the trained reader hears attitudes without a
listed verb ("sparred over", "her doubts about"). Where both find one, the rules' cut of it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from aggregator.annotate.attribution import find_attributions
from aggregator.annotate.cues import Attribution
from aggregator.annotate.lexicon import words as listed
from aggregator.annotate.reader.decoding import Reading, Said
from aggregator.annotate.words import Words
from aggregator.models import Span

# Two attributions are one when their cues touch, or when so much of the one's matter is the other's.
SAME_FROM = 0.6


def attributions(words: Words, reading: Reading) -> tuple[Attribution, ...]:
    """Return the attributions of one sentence in order of their cues."""
    found = list(find_attributions(words))
    for said in reading.said:
        twin = next((one for one in found if _is_same(said, one)), None)
        if twin is None:
            found.append(_as_attribution(words, said))
        elif twin.source is None and said.source:
            found[found.index(twin)] = replace(twin, source=_bare(words, said.source))
    return tuple(sorted(found, key=lambda one: (one.cue, one.kind)))


def _is_same(said: Said, one: Attribution) -> bool:
    if said.cue[0] < one.cue[1] and one.cue[0] < said.cue[1]:
        return True
    mine = _places(said.contents)
    return len(mine & _places(one.matters)) >= SAME_FROM * len(mine) and len(mine) >= SAME_FROM * len(
        _places(one.matters)
    )


def _places(spans: Sequence[Span]) -> set[int]:
    return {place for span in spans for place in range(*span)}


def _as_attribution(words: Words, said: Said) -> Attribution:
    telling = [place for place in range(*said.cue) if words[place].tag[:1] in "VN"] or [said.cue[1] - 1]
    lemma = words[telling[-1]].lemma
    source = _bare(words, said.source) if said.source else None
    spans = [said.cue, *([source] if source else [])]
    clause = (min(span[0] for span in spans), max(span[1] for span in spans))
    between = any(clause[0] < stop and start < clause[1] for start, stop in said.contents)
    according = words[said.cue[0]].low == "according"
    kind = "preposition" if according else _kind(lemma)
    if kind in {"say", "show"} and not _states(words, said.contents):
        kind = "judge"
    lemma = "according" if according else lemma
    return Attribution(said.cue, lemma, kind, source, said.contents, None, said.cue if between else clause)


def _states(words: Words, contents: Sequence[Span]) -> bool:
    """Whether a matter has a verb: "she was found guilty of theft by a jury" hands no statement over."""
    return any(words[place].tag[:1] in "VM" for place in _places(contents))


def _bare(words: Words, source: Span) -> Span:
    """A source without the commas around its apposition: "The union's boss, Bronagh Tull[,] wants"."""
    start, end = source
    while end - start > 1 and words[end - 1].tag in {",", ":", "''"}:
        end -= 1
    return start, end


def _kind(lemma: str) -> str:
    """What a cue does: saying hands the matter over, any other attitude leaves the sentence to the outlet."""
    kinds = (kind for kind in ("say", "think", "show") if lemma in listed("reporting", kind))
    return next(kinds, "judge")
