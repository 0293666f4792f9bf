"""Which attributions stand in each sentence once nesting is settled, and who speaks where nobody is named.

A matter nested in another ("A says B opposes M") is the outer source's; the inner one is told beside it.
A quoted sentence without a speaker belongs to whoever speaks the rest of the quotation, or the sentence
beside it in the same paragraph.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from aggregator.annotate.cues import Attribution
from aggregator.annotate.document import Document, Line
from aggregator.annotate.quotes import joined, overlapping, quoted_share
from aggregator.annotate.speakers import Speakers
from aggregator.models import Source, SourceKind, Span

# A sentence with this share of its characters in quotes is speech through and through.
SPEECH_FROM = 0.6
# A sentence that opens with a quotation of this share is a quotation with the writer's own end.
MIXED_FROM = 0.12
# Kinds in the order in which they keep their matter when two claim the same words.
_ORDER = ("say", "preposition", "show", "noun", "passive", "hearsay", "think", "judge")


@dataclass(frozen=True, slots=True)
class Turn:
    """One source's matter in one sentence, as offsets into the article. `kind` as in `Attribution`."""

    source: Source
    content: Span
    kind: str
    lemma: str = ""
    cue: Span | None = None
    clause: Span | None = None
    nested: bool = False


def find_turns(document: Document) -> list[list[Turn]]:
    """Return for each sentence of a document the turns in it, by place."""
    speakers = Speakers(document)
    turns = [_own_turns(speakers, place, line) for place, line in enumerate(document.lines)]
    for place, line in enumerate(document.lines):
        if _speaks(turns[place]):
            continue
        introduced = _introduced(document, place)
        if introduced:
            turns[place] = [introduced]
        elif _is_speech(document, line):
            source = _speaker_of(document, turns, place) or Source(kind=SourceKind.UNNAMED)
            turns[place] = [Turn(source, (line.start, line.end), "quote")]
    return turns


def _speaks(turns: Sequence[Turn]) -> bool:
    kinds = {"say", "preposition", "show", "quote"}
    return any(turn.kind in kinds and not turn.nested for turn in turns)


def _own_turns(speakers: Speakers, place: int, line: Line) -> list[Turn]:
    found: list[Turn] = []
    for attribution in settle(line):
        # The writer's own "I think" is the outlet's.
        if attribution.source and line.words[attribution.source[0]].low in {"i", "we"}:
            continue
        source = speakers.resolve(place, attribution)
        found.extend(
            _turn(speakers.document.text, line, attribution, source, matter) for matter in attribution.matters
        )
    return [turn for turn in found if turn.content[1] > turn.content[0]]


def _turn(text: str, line: Line, attribution: Attribution, source: Source, matter: Span) -> Turn:
    return Turn(
        source,
        _trimmed(text, line.span(matter)),
        attribution.kind,
        attribution.lemma,
        line.span(attribution.cue),
        line.span(attribution.clause) if attribution.clause[1] > attribution.clause[0] else None,
        attribution.nested,
    )


def settle(line: Line) -> list[Attribution]:
    """Return the outermost attributions of a sentence, their matters cut where another's clause begins."""
    found = _parted(line)
    kept: list[Attribution] = []
    nested: list[Attribution] = []
    for attribution in sorted(found, key=lambda one: (_ORDER.index(one.kind), not _closes(one), -_size(one))):
        if any(_shadows(other, attribution) for other in kept):
            continue
        if any(_holds(other, attribution) for other in kept):
            nested += [attribution] if _is_told(attribution) else []
            continue
        matters = tuple(cut for matter in attribution.matters if (cut := _cut(matter, attribution, kept)))
        if matters:
            kept.append(replace(attribution, matters=matters))
    return sorted([*kept, *(replace(one, nested=True) for one in nested)], key=lambda one: one.cue)


def _is_told(attribution: Attribution) -> bool:
    """Whether a nested attribution names its source: in "A says B opposes M" the inner one is told too."""
    return attribution.source is not None and attribution.kind in {"say", "think", "judge", "show"}


def _closes(attribution: Attribution) -> bool:
    """Whether the cue stands behind its matter, and so behind all that is said ("..., she said")."""
    return attribution.matters[0][0] < attribution.cue[0]


def _size(attribution: Attribution) -> int:
    return sum(end - start for start, end in attribution.matters)


def _holds(outer: Attribution, inner: Attribution) -> bool:
    return any(start <= inner.cue[0] < end for start, end in outer.matters)


def _shadows(other: Attribution, attribution: Attribution) -> bool:
    """Whether an adverb stands beside another cue, as in "reportedly told": it hedges, it makes no claim."""
    return attribution.kind == "hearsay" and abs(other.cue[0] - attribution.cue[1]) <= 1


def _cut(matter: Span, attribution: Attribution, kept: Sequence[Attribution]) -> Span | None:
    start, end = matter
    for other in kept:
        if start < other.clause[0] < end:
            end = other.clause[0]
        elif other.clause[0] <= start < other.clause[1] and other.cue != attribution.cue:
            start = other.clause[1]
    return (start, end) if start < end else None


def _parted(line: Line) -> list[Attribution]:
    """Part "A says M, but B warns N": a second speaker behind "but" ends the first one's matter."""
    found = list(line.attributions)
    openings = [
        one.clause[0]
        for one in found
        if one.kind == "say" and one.source and one.clause[0] >= 2 and _is_new_clause(line, one.clause[0])  # noqa: PLR2004
    ]
    return [
        replace(one, matters=tuple(_before_opening(matter, one, openings) for matter in one.matters))
        for one in found
    ]


def _is_new_clause(line: Line, place: int) -> bool:
    words = line.words
    joins = words[place - 1].tag == "CC" or words[place - 1].low in {"while", "whereas", "though", "although"}
    return joins and words[place - 2].tag in {",", ":", "''"}


def _before_opening(matter: Span, one: Attribution, openings: Sequence[int]) -> Span:
    for opening in openings:
        if one.cue[0] < matter[0] < opening < matter[1]:
            return (matter[0], opening - 1)
    return matter


def _trimmed(text: str, span: Span) -> Span:
    """Cut white space, commas and dashes from the ends of a matter."""
    start, end = span
    while start < end and (text[start].isspace() or text[start] in ",;:—–-"):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in ",;:—–-"):
        end -= 1
    return start, end


# --- quoted sentences without a speaker ------------------------------------------------------------


def _is_speech(document: Document, line: Line) -> bool:
    share = quoted_share(document.quotations, line.start, line.end)
    opens = document.text[line.start] in '"“„«‘'
    return share >= SPEECH_FROM or (opens and share >= MIXED_FROM)


def _speaker_of(document: Document, turns: Sequence[Sequence[Turn]], place: int) -> Source | None:
    """Who speaks sentence `place`: the same quotation's speaker, else the neighbour's."""
    lines = document.lines
    paragraph = lines[place].piece.paragraph
    near = [place - 1, place + 1]
    for other in [*_same_quotation(document, place), *near]:
        if 0 <= other < len(lines) and abs(lines[other].piece.paragraph - paragraph) <= (
            1 if other < place else 0
        ):
            source = _quoting(turns[other], after=other > place)
            if source:
                return source
    return None


def _same_quotation(document: Document, place: int) -> list[int]:
    """The sentences that share a quotation with this one, nearest first."""
    line = document.lines[place]
    spans = document.quotations
    flags = joined(document.text, spans)
    mine = {spans.index(span) for span in overlapping(spans, line.start, line.end)}
    group = set(mine)
    for number in sorted(mine):
        while flags[number] and number > 0:
            number -= 1  # noqa: PLW2901 - walk back to where the quotation began
            group.add(number)
    found = [
        other
        for other, that in enumerate(document.lines)
        if other != place
        and abs(other - place) <= len(group) + 12
        and any(spans.index(span) in group for span in overlapping(spans, that.start, that.end))
    ]
    return sorted(found, key=lambda other: (abs(other - place), other))


def _quoting(turns: Sequence[Turn], *, after: bool) -> Source | None:
    kinds = {"say", "quote", "judge", "preposition", "show"}
    spoken = [turn for turn in turns if turn.kind in kinds and not turn.nested]
    if not spoken:
        return None
    source = spoken[0 if after else -1].source
    return source if source.start >= 0 else None


def _introduced(document: Document, place: int) -> Turn | None:
    """A quotation behind a colon: "X pointed to Y's speech: ..." is Y's, "X wrote on Monday: ..." is X's."""
    line = document.lines[place]
    quote = next((span for span in document.quotations if line.start < span[0] < line.end), None)
    if quote is None or not document.text[line.start : quote[0]].rstrip().endswith(":"):
        return None
    people = [
        name
        for name in line.names
        if name.label == "PERSON" and line.span((name.start, name.end))[1] <= quote[0]
    ]
    owner = next((name for name in people if _owns_words(line, name.end)), None)
    if not people:
        return None
    speaker = owner or people[0]
    named = Attribution((0, 0), "", "say", (speaker.start, speaker.end), ())
    return Turn(Speakers(document).resolve(place, named), (quote[0], min(quote[1], line.end)), "quote")


def _owns_words(line: Line, place: int) -> bool:
    """Whether "'s speech", "'s letter" follows a name."""
    behind = line.words[place : place + 3]
    return bool(behind) and behind[0].low == "'s" and any(word.lemma in _SPOKEN for word in behind[1:])


_SPOKEN = frozenset(
    {"speech", "letter", "statement", "post", "tweet", "message", "remark", "word", "comment", "testimony"}
)
