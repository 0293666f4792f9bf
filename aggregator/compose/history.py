"""What became of a brief's lines since the version of it that readers saw last.

published version, new version | pair lines of one claim | firmer, weaker | lines gone: withdrawn, weaker,
answered, or merely crowded out | lines come: new -> changes, and of those the corrections, which stay

A line that is gone says nothing by itself: there is room for a few lines only. It was taken back when its
sources no longer print its sentences, and got weaker when others now dispute or deny its claim.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from aggregator.carrying import carried_chance
from aggregator.compose.choosing import READ_FROM
from aggregator.compose.material import Material
from aggregator.compose.verifying import line_faults
from aggregator.compose.wording import REASON_NOTES
from aggregator.evidence import holds
from aggregator.kinds import slots
from aggregator.models import (
    CORRECTING,
    Brief,
    Change,
    ChangeKind,
    Evidence,
    Line,
    Part,
    PartKind,
    Reason,
    Section,
    Standing,
    Verdict,
)
from aggregator.terms import bag, overlap

TOLD = ("summary", "known", "unclear", "context", "why", "watch", "faq")
"""Sections whose lines are weighed; a claim may move from one to another."""

NEWS = ("summary", "known", "unclear")
"""Sections in which a line of a claim not told before is news."""

DOUBTS = frozenset({Reason.DISPUTED, Reason.DENIED, Reason.FIGURES_DIFFER})
"""Reasons that others bring up. A line that is printed no more got weaker by these alone: who said it and how
surely was known when it was printed, and a sentence read in another way is no reason for a correction."""

TAKEN_BACK = "its sources no longer print it"
ANSWERED = "a source now tells it"


def with_history(brief: Brief, before: Brief | None, material: Material) -> Brief:
    """Return `brief` with what changed since `before`, the version readers saw last, None for the first.

    A version in which nothing changed passes on what `before` said of the one before it.
    """
    if before is None:
        return brief
    found = () if _told(before) == _told(brief) else tuple(_changes(before, brief, material))
    if not found:
        kept = tuple(change for change in before.changes if _holds(change, material))
        return replace(
            brief, changes=kept, changed_since=before.changed_since, corrections=before.corrections
        )
    taken_back = (change for change in found if change.kind in CORRECTING)
    return replace(
        brief,
        changes=found,
        changed_since=before.updated,
        corrections=(*before.corrections, *taken_back),
    )


def _holds(change: Change, material: Material) -> bool:
    return change.now is None or not any(line_faults(change.now, material.record))


def _told(brief: Brief) -> tuple[Section, ...]:
    return tuple(section for section in brief.sections if section.key in TOLD)


def _lines(brief: Brief, keys: Sequence[str] = TOLD) -> list[Line]:
    """Return the lines of these sections, each text once; the first sections come first."""
    found = (line for section in brief.sections if section.key in keys for line in section.lines)
    return list({line.text: line for line in found if line.standing}.values())


def _changes(before: Brief, brief: Brief, material: Material) -> Iterator[Change]:
    then, now = _lines(before), _lines(brief)
    pairs = _pairs(then, now, material)
    for place, line in enumerate(then):
        change = (
            _moved(line, now[pairs[place]], material) if place in pairs else _gone(line, brief, now, material)
        )
        if change:
            yield change
    paired = {now[place].text for place in pairs.values()}
    for line in _lines(brief, NEWS):
        if line.text not in paired:
            yield Change(kind=ChangeKind.NEW, at=material.at, now=line, note=line.note)


def _pairs(then: Sequence[Line], now: Sequence[Line], material: Material) -> dict[int, int]:
    """Return which line now tells the claim of which line then: by words, by proof, or read together."""
    pairs: dict[int, int] = {}
    for tie in (_same_text, _same_question, _same_sentence, lambda a, b: _same_claim(a, b, material)):
        for place, line in enumerate(then):
            if place not in pairs:
                free = (one for one in range(len(now)) if one not in pairs.values())
                found = next((one for one in free if tie(line, now[one])), None)
                pairs |= {} if found is None else {place: found}
    return pairs


def _same_text(then: Line, now: Line) -> bool:
    return then.text == now.text


def _same_question(then: Line, now: Line) -> bool:
    """Whether both say that the sources are silent on one thing, in however many texts."""
    silent = not then.evidence and not now.evidence
    return silent and (then.question, then.parts[0].text) == (now.question, now.parts[0].text)


def _same_sentence(then: Line, now: Line) -> bool:
    """Whether the sentence that one line is cut from stands behind the other."""
    if not then.evidence or not now.evidence:
        return False
    return _place(then.evidence[0]) in map(_place, now.evidence) or _place(now.evidence[0]) in map(
        _place, then.evidence
    )


def _place(evidence: Evidence) -> tuple[str, str]:
    return evidence.article, evidence.sha256


def _same_claim(then: Line, now: Line, material: Material) -> bool:
    """Whether each line, read beside the other, says all that matters in it."""
    before, after = _matter(then), _matter(now)
    if not before or not after or overlap(bag(before), bag(after)) < READ_FROM:
        return False
    found = material.compare(before, after)
    both = carried_chance(before, after, found), carried_chance(after, before, found.turned)
    return min(both) >= material.settings.policy.match_threshold


def _matter(line: Line) -> str:
    """Return what a line prints of its sources, without "the Ledger reports:" and other words of ours."""
    return " ".join(part.text for part in line.parts if part.kind is PartKind.SOURCE)


def _moved(then: Line, now: Line, material: Material) -> Change | None:
    """Return how a line's standing changed, None where it stands as it did."""
    before, after = _firmness(then), _firmness(now)
    if before[0] == after[0] and (after[0] == _CLEARLY or before == after):
        return None if before >= after else _firmer(then, now, material)
    if before < after:
        return _firmer(then, now, material)
    if before[0] >= _ON_RECORD and after[0] < _ON_RECORD:
        return Change(kind=ChangeKind.WEAKER, at=material.at, then=then, now=now, note=now.note)
    return None


def _firmer(then: Line, now: Line, material: Material) -> Change:
    return Change(kind=ChangeKind.FIRMER, at=material.at, then=then, now=now, note=now.note)


_UNCLEAR, _ON_RECORD, _CLEARLY = 0, 1, 2


def _firmness(line: Line) -> tuple[int, int]:
    """Return how firmly a line stands: unclear, on the record, by origins; and by how many of these."""
    if line.standing is not Standing.CONFIRMED:
        return _UNCLEAR, 0
    return (_CLEARLY, line.origins) if Reason.ORIGINS in line.reasons else (_ON_RECORD, 0)


def _gone(line: Line, brief: Brief, now: Sequence[Line], material: Material) -> Change | None:
    """Return why a line is gone, None where others only left it no room."""
    if line.standing is Standing.UNCLEAR:
        return _answered(line, now, material)
    here = [piece for piece in line.evidence if piece.article in material.articles]
    standing = [piece for piece in here if _stands(piece, material)]
    if here and not standing and len(here) == len(line.evidence):
        return Change(kind=ChangeKind.WITHDRAWN, at=material.at, then=line, note=TAKEN_BACK)
    if any(_updated(piece, brief) for piece in here):
        return None
    verdicts = [verdict for piece in standing for verdict in _verdicts(piece, material)]
    if any(verdict.standing is Standing.CONFIRMED for verdict in verdicts):
        return None
    doubts = dict.fromkeys(one for verdict in verdicts for one in verdict.reasons if one in DOUBTS)
    note = "; ".join(REASON_NOTES[reason] for reason in doubts)
    return Change(kind=ChangeKind.WEAKER, at=material.at, then=line, note=note) if doubts else None


def _stands(piece: Evidence, material: Material) -> bool:
    """Whether its article still prints a sentence, there or elsewhere."""
    article = material.articles[piece.article]
    return holds(piece, article) or piece.text in article.text


def _updated(piece: Evidence, brief: Brief) -> bool:
    """Whether a sentence's figure was overtaken by a newer one, which its table tells."""
    rows = (row for table in brief.tables if table.kind == "update" for row in table.rows)
    return any(_place(row.evidence) == _place(piece) for row in rows)


def _verdicts(piece: Evidence, material: Material) -> Iterator[Verdict]:
    """Yield the verdicts on all claims of a sentence, heaviest first."""
    for verdict in material.assessment.verdicts:
        refs = (ref for ref in verdict.supporting if ref.article == piece.article)
        if any(material.text(ref) == piece.text for ref in refs):
            yield verdict


def _answered(line: Line, now: Sequence[Line], material: Material) -> Change | None:
    """Return the answer to an open question that the sources of then were silent on."""
    slot = next((one for one in slots().values() if _asks(line, one.gap, one.ask)), None)
    answer = next((one for one in material.assessment.answered if slot and one.slot == slot.id), None)
    if slot is None or answer is None:
        return None
    told = next((one for one in now if one.question == slot.ask and one.evidence), None)
    if told is None:
        piece = material.evidence(answer.claim)
        part = Part(
            kind=PartKind.SOURCE,
            text=piece.text,
            article=piece.article,
            start=piece.start,
            end=piece.end,
        )
        told = Line(parts=(part,), evidence=(piece,))
    return Change(kind=ChangeKind.ANSWERED, at=material.at, then=line, now=told, note=ANSWERED)


def _asks(line: Line, gap: str, ask: str) -> bool:
    return not line.evidence and (line.question == ask or line.parts[0].text == gap)
