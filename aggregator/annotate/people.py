"""The persons an article names in full, and what it says beside the name that they are."""

from __future__ import annotations

from aggregator.annotate.document import Document, Line
from aggregator.annotate.entities import PERSON, Name
from aggregator.annotate.grammar import children
from aggregator.annotate.lexicon import words as listed
from aggregator.annotate.words import Word, Words
from aggregator.models import Introduction, Span

COURTESY = frozenset({"mr", "mrs", "ms", "miss"})
MOST_ROLE_WORDS = 14
MOST_ROLE_CHARACTERS = 90
_NOUNS = frozenset({"NN", "NNS"})
_TITLE = frozenset({"NN", "NNP", "NNPS", "JJ", "HYPH", "POS", "NNS"})
_MARKS = frozenset({",", ".", ":", "''", "``", "-LRB-", "-RRB-"})


def find_people(document: Document) -> tuple[Introduction, ...]:
    """Return each person a document names in full, with the longest role that stands beside the name."""
    found: dict[str, Introduction] = {}
    for line in document.lines:
        for name in line.names:
            full = " ".join(word.text for word in line.words[name.start : name.end])
            if name.label == PERSON and _is_full(full.split()):
                role, known = role_of_name(line, name), found.get(full)
                one = Introduction(name=line.span((name.start, name.end)), role=role and line.span(role))
                found[full] = one if known is None else max(known, one, key=_told)  # the first of equals
    return tuple(found.values())


def _told(one: Introduction) -> int:
    return 0 if one.role is None else min(one.role[1] - one.role[0], MOST_ROLE_CHARACTERS)


def _is_full(written: list[str]) -> bool:
    """Whether a mention is a first and a last name, and no heading that ran into one."""
    return 1 < len(written) <= 4 and not any(len(one) > 2 and one.isupper() for one in written)  # noqa: PLR2004


def role_of_name(line: Line, name: Name) -> Span | None:
    """Where a sentence says what a person is: behind the name, or right before it; places of words."""
    words, inside = line.words, range(name.start, name.end)
    head = next((place for place in inside if words[place].head not in inside), name.start)
    behind = [place for place in children(words, head) if place >= name.end and _is_role(words[place])]
    span = _subtree(words, behind[0]) if behind else _before(words, name)
    if span is None or span[1] - span[0] > MOST_ROLE_WORDS:
        return None
    if any(word.tag in {"PRP", "PRP$", "WP"} for word in words[slice(*span)]):
        return None
    return None if behind and _is_another(line, span) else span


def _is_another(line: Line, span: Span) -> bool:
    """Whether what stands behind a name is the next person ("her husband, singer John Legend")."""
    others = [one.start for one in line.names if one.label == PERSON and span[0] <= one.start < span[1]]
    return bool(others) and all(word.tag != "IN" for word in line.words[span[0] : others[0]])


def _is_role(word: Word) -> bool:
    return word.relation == "appos" and word.tag in _NOUNS


def _before(words: Words, name: Name) -> Span | None:
    """The title right before a name: "former harbour master"."""
    first = name.start
    while first and words[first - 1].tag in _TITLE and first <= words[first - 1].head < name.end:
        first -= 1
    while first < name.start and words[first].tag == "POS":
        first += 1
    titled = any(
        words[place].tag in _NOUNS or words[place].low in listed("names", "titles")
        for place in range(first, name.start)
    )
    if first < name.start and titled and words[first].low.strip(".") not in COURTESY:
        return first, name.start
    return None


def _subtree(words: Words, root: int) -> Span | None:
    """The words that hang on one, where they are one run."""
    kept = {root}
    grew = True
    while grew:
        more = {place for place, word in enumerate(words) if word.head in kept} - kept
        kept |= more
        grew = bool(more)
    first, last = min(kept), max(kept)
    while first < last and words[first].tag in _MARKS:
        first, kept = first + 1, kept - {first}
    while last > first and words[last].tag in _MARKS:
        last, kept = last - 1, kept - {last}
    return (first, last + 1) if len(kept) >= last + 1 - first else None
