"""Claims: what one source says in one sentence, how sure it is, and whether it stands on the record.

Every sentence gives at least one claim; where nobody else speaks, the outlet does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from aggregator.annotate.certainty import CERTAIN
from aggregator.annotate.document import Document, Line
from aggregator.annotate.grammar import verb_groups
from aggregator.annotate.lexicon import values
from aggregator.annotate.lexicon import words as listed
from aggregator.annotate.modality import Modality, read_modality
from aggregator.annotate.turns import Turn, find_turns
from aggregator.models import Claim, Source, SourceKind, Span

# From here on a matter is put as sure (on the scale of certainty).
SURE_FROM = 2.0
# The reader's number overrules the cues when it is nearer to "cannot be told" by more than this.
DISAGREE_FROM = 1.5
OUTLET = Source(kind=SourceKind.OUTLET)
# What is left beside an attributed matter is a claim of its own from this many words on.
SHORTEST_REST = 5
# A heading with a verb and this many words is read as a statement ("Ministry lifts ban on exports").
SHORTEST_HEADING = 5
# Turns of these kinds say what their holder wants or judges: the sentence itself stays the outlet's.
_ATTITUDES = frozenset({"think", "judge"})


@dataclass(frozen=True)
class Spoken:
    """A claim in the making: its sentence's number, its line, the turn behind it (None: the outlet's own)."""

    number: int
    line: Line
    content: Span
    turn: Turn | None = None


def find_claims(document: Document) -> list[Claim]:
    """Return the claims of a document in order of their sentences."""
    found: list[Claim] = []
    single = len(document.lines) == 1
    for number, (line, turns) in enumerate(zip(document.lines, find_turns(document), strict=True)):
        if single or turns or not (_is_silent(line) or _asks(document, line)):
            found.extend(_claim(document, spoken) for spoken in _spoken(document, number, line, turns))
    return found


def _is_silent(line: Line) -> bool:
    """Whether nothing is claimed: by a label, a fragment without a verb, a line cut off, a topic."""
    # A past participle may be a finite verb misread ("left"): better a claim too many than one lost.
    verbal = any(group.form in {"finite", "part"} for group in verb_groups(line.words))
    if line.piece.label or not verbal or line.words[-1].text in {",", ";", ":"}:
        return True
    if line.words[0].low in {"which", "whether"}:
        return True
    heading = len(line.words) < SHORTEST_HEADING or line.words[0].tag in {"WRB", "WP", "WDT"}
    return heading and not line.piece.stopped


def _asks(document: Document, line: Line) -> bool:
    return document.text[line.start : line.end].rstrip("\"”’')]").endswith("?")


def _spoken(document: Document, number: int, line: Line, turns: Sequence[Turn]) -> list[Spoken]:
    found = [Spoken(number, line, turn.content, turn) for turn in turns]
    owned = [turn for turn in turns if turn.kind not in _ATTITUDES]
    if not owned:
        return [Spoken(number, line, _bare(document.text, (line.start, line.end))), *found]
    rest = _rest(line, owned)
    return [*([Spoken(number, line, rest)] if rest else []), *found]


def _bare(text: str, span: Span) -> Span:
    """A sentence without its final stop."""
    start, end = span
    while end > start + 1 and text[end - 1] in ".!… " and not _INITIALS.search(text, start, end):
        end -= 1
    return start, end


# "U.S." keeps its last full stop.
_INITIALS = re.compile(r"\b[A-Z]\.[A-Z]\.$")


def _rest(line: Line, owned: Sequence[Turn]) -> Span | None:
    """A clause of the outlet's own before "..., and X said ...": it has its own verb and joins with "and"."""
    first = min(
        min(turn.content[0], (turn.clause or turn.content)[0], (turn.cue or turn.content)[0])
        for turn in owned
    )
    words = [word for word in line.words if line.start + word.end <= first]
    while words and (words[-1].tag in {",", "CC", ":"} or words[-1].low in {"while", "as"}):
        words = words[:-1]
    if len(words) < SHORTEST_REST or line.words[0].tag in {"IN", "WRB"}:
        return None
    if not any(group.form == "finite" and group.end <= len(words) for group in verb_groups(line.words)):
        return None
    return (line.start, line.start + words[-1].end)


def _claim(document: Document, spoken: Spoken) -> Claim:
    line, turn = spoken.line, spoken.turn
    modality = read_modality(line.words, _places(line, spoken.content))
    modality = modality if turn else _doubted(line, modality)
    certainty = _weighed(modality.certainty, turn)
    hedges = tuple(line.span((place, place + 1)) for place in modality.hedges)
    if (
        turn
        and turn.cue
        and (turn.kind in {"passive", "hearsay", "think"} or turn.lemma in values("reporting", "weak"))
    ):
        hedges = tuple(sorted({*hedges, turn.cue}))
    beside = _hearsay_beside(line, turn)
    if beside:
        certainty, hedges = round(certainty / 2, 2), tuple(sorted({*hedges, beside}))
    start, end = _extent(line, spoken)
    opinion = _is_opinion(document, spoken)
    return Claim(
        start=start,
        end=end,
        sentence=spoken.number,
        content=spoken.content,
        source=turn.source if turn else OUTLET,
        cue=turn.cue if turn else None,
        certainty=certainty,
        polarity="negative" if certainty < 0 or modality.negated else "positive",
        future=modality.future,
        opinion=opinion,
        formal_act=_is_formal(spoken, modality, opinion=opinion),
        hedges=hedges,
    )


def _doubted(line: Line, modality: Modality) -> Modality:
    """The modality the cues give, or the reader's number where it is far more doubtful than they are."""
    place = _predicate(line, modality.place)
    number = line.reading.certain[place] if modality.place >= 0 else modality.certainty
    if abs(modality.certainty) - abs(number) <= DISAGREE_FROM:
        return modality
    agrees = (number < 0) == (modality.certainty < 0)
    return replace(modality, certainty=round(number, 2) if agrees else 0.0)


def _predicate(line: Line, place: int) -> int:
    """The word that says what is the case: of "were missing", whose verb is a mere copula, "missing".

    Of "was 17 weeks" it is the copula: the reader judges events, and weeks are none.
    """
    word = line.words[place]
    says = word.relation in {"cop", "aux", "aux:pass"} and line.words[word.head].tag[:1] in "JV"
    return word.head if says else place


def _hearsay_beside(line: Line, turn: Turn | None) -> Span | None:
    """The adverb right before a cue, as in "friends reportedly said"."""
    if turn is None or turn.cue is None or turn.kind == "hearsay":
        return None
    before = [word for word in line.words if line.start + word.end <= turn.cue[0]][-1:]
    if before and before[0].low in listed("reporting", "hearsay"):
        return line.start + before[0].start, line.start + before[0].end
    return None


def _weighed(certainty: float, turn: Turn | None) -> float:
    """A weak reporting verb lowers what it reports; a denial turns it."""
    if turn is None:
        return certainty
    level = float(values("reporting", "weak").get(turn.lemma, CERTAIN))
    if turn.kind == "hearsay":
        level = min(level, float(values("certainty", "hedges").get(turn.lemma, 1.5)))
    if turn.kind == "passive":
        # "is expected to" has weakened the verb behind it already.
        level = CERTAIN if abs(certainty) < SURE_FROM else min(level, 1.6)
    return round(certainty * level / CERTAIN, 2)


def _places(line: Line, content: Span) -> Span:
    """The sentence's words that stand in a span of the article."""
    inside = [
        place
        for place, word in enumerate(line.words)
        if line.start + word.start >= content[0] and line.start + word.end <= content[1]
    ]
    return (inside[0], inside[-1] + 1) if inside else (0, len(line.words))


def _extent(line: Line, spoken: Spoken) -> Span:
    """The part of the sentence a claim takes: matter, cue and source together."""
    spans = [spoken.content]
    if spoken.turn:
        spans += [span for span in (spoken.turn.cue, spoken.turn.clause) if span]
        if line.start <= spoken.turn.source.start < line.end:
            spans.append((spoken.turn.source.start, spoken.turn.source.end))
    return min(span[0] for span in spans), max(span[1] for span in spans)


def _is_opinion(document: Document, spoken: Spoken) -> bool:
    text = document.text[slice(*spoken.content)].lower()
    if any(phrase in text for phrase in listed("claims", "opinion_phrases")):
        return True
    places = _places(spoken.line, spoken.content)
    inside = spoken.line.words[slice(*places)]
    if any(word.tag == "MD" and word.lemma in listed("claims", "ought") for word in inside):
        return True
    be = any(word.lemma in {"be", "seem", "make"} for word in inside)
    return be and any(
        word.low in listed("claims", "opinion_words") and word.tag[:2] in {"JJ", "RB"} for word in inside
    )


def _is_formal(spoken: Spoken, modality: Modality, *, opinion: bool) -> bool:
    """Whether the claim is its actor's own act or statement on the record."""
    turn = spoken.turn
    if turn is None:
        return (
            modality.lemma in listed("claims", "acts")
            and modality.past
            and modality.certainty >= SURE_FROM
            and not modality.passive
        )
    named = turn.source.kind in {SourceKind.PERSON, SourceKind.ORGANISATION} and bool(turn.source.name)
    if not named or opinion or turn.kind not in {"say", "preposition", "quote"}:
        return False
    if abs(modality.certainty) < SURE_FROM and not (modality.future and _is_official(turn.source)):
        return False
    if turn.lemma and turn.lemma not in listed("reporting", "on_record") | {"according"}:
        return False
    return not modality.future or _is_official(turn.source)


def _is_official(source: Source) -> bool:
    words = {word.strip(".,").lower() for word in source.role.split()}
    return source.kind is SourceKind.ORGANISATION or bool(words & listed("claims", "officials"))
