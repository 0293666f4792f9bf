"""How certain the matter of a claim is put by whoever puts it: its most doubtful main verb decides."""

from __future__ import annotations

from dataclasses import dataclass

from aggregator.annotate.certainty import CERTAIN, Judged, judge_verb
from aggregator.annotate.events import Link, links
from aggregator.annotate.grammar import VerbGroup, verb_groups
from aggregator.annotate.lexicon import values
from aggregator.annotate.lexicon import words as listed
from aggregator.annotate.words import Words

# Below this a matter is put with doubt, and its cues are hedges.
DOUBTED = 2.2


@dataclass(frozen=True, slots=True)
class Modality:
    """How certain the matter of a span is put.

    `lemma`, `past` and `passive` are of its main verb, `place` is the word that decides (-1: none).
    """

    certainty: float
    future: bool
    negated: bool
    hedges: tuple[int, ...]
    lemma: str = ""
    past: bool = False
    passive: bool = False
    place: int = -1


# Kinds of links under which a verb does not carry the sentence's own statement.
_SUBORDINATE = frozenset(
    {"relative", "fact", "time", "if", "whether", "wh", "before", "purpose", "without", "noun"}
)


def read_modality(words: Words, span: tuple[int, int]) -> Modality:
    """Return how certain the matter in a span of words is put: as its most doubtful main verb."""
    groups, hung = verb_groups(words), links(words)
    inside = [place for place, group in enumerate(groups) if span[0] <= group.start and group.end <= span[1]]
    judged = _judge_inside(words, inside)
    mains = [place for place in inside if _is_main(hung[place], place, inside, groups[place])]
    mains = [place for place in mains if place == mains[0] or not _is_contact(words, groups[place])]
    if not mains:
        mains = inside[:1]
    if not mains:
        return Modality(CERTAIN, future=False, negated=False, hedges=_loose_hedges(words, span))
    carried = [_carried(place, groups, hung, judged) for place in mains]
    weakest = min(carried, key=lambda place: abs(judged[place].certainty))
    first = groups[mains[0]]
    verdict = judged[weakest]
    hedges = tuple(
        place
        for place in verdict.cues
        if abs(verdict.certainty) < DOUBTED and words[place].low not in {"not", "n't"}
    )
    return Modality(
        verdict.certainty,
        future=any(judged[place].future for place in carried),
        negated=first.negated,
        hedges=hedges,
        lemma=first.lemma,
        past=first.past,
        passive=first.passive,
        place=verdict.place,
    )


def _judge_inside(words: Words, inside: list[int]) -> dict[int, Judged]:
    """Judge the verbs of a span as if it stood alone: what hangs on a verb outside is its main clause."""
    groups, hung = verb_groups(words), links(words)
    found: dict[int, Judged] = {}
    earlier: list[Judged] = []
    for place, group in enumerate(groups):
        link = hung[place]
        outside = link.governor >= 0 and link.governor not in inside
        judged = judge_verb(words, group, Link(-1, "main") if outside and place in inside else link, earlier)
        earlier.append(judged)
        if place in inside:
            found[place] = judged
    return found


def _is_main(link: Link, place: int, inside: list[int], group: VerbGroup) -> bool:
    if link.kind in _SUBORDINATE:
        return False
    if link.governor >= 0 and link.governor in inside:
        return link.kind == "and" and group.form == "finite" and place != link.governor
    return group.form == "finite" or link.governor >= 0


def _is_contact(words: Words, group: VerbGroup) -> bool:
    """Whether a verb stands in a clause hung on a noun with no word between: "a loan he had not declared"."""
    start = group.start
    return start > 1 and words[start - 1].tag == "PRP" and words[start - 2].tag in {"NN", "NNS"}


def _carried(
    place: int, groups: tuple[VerbGroup, ...], hung: tuple[Link, ...], judged: dict[int, Judged]
) -> int:
    """As in "seems to fall", "is expected to fall": the verb behind carries the matter."""
    if groups[place].lemma in listed("certainty", "raising"):
        for other in sorted(judged):
            if hung[other].governor == place and hung[other].kind in {"xcomp", "comp", "adjective"}:
                return other
    if groups[place].lemma == "be":
        for other in sorted(judged):
            if hung[other].governor == place and hung[other].kind == "adjective":
                return other
    return place


def _loose_hedges(words: Words, span: tuple[int, int]) -> tuple[int, ...]:
    hedges = values("certainty", "hedges")
    return tuple(place for place in range(*span) if words[place].low in hedges)
