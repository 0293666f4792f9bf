"""Word classes mended where three tags in a row tell too little: contextual rules after Brill (1992)."""

from __future__ import annotations

from collections.abc import Sequence

from aggregator.annotate.tagging import END, QUOTES, START, bases, may_be, tables

_BEFORE_OBJECT = frozenset({"DT", "PRP", "NNP", "PRP$", "CD", "NNPS"})


_SUBJECTS = frozenset({"NN", "NNP", "NNS", "NNPS", "PRP", "RB", "RBR"})


def mend(words: Sequence[str], tags: list[str]) -> list[str]:
    """Mend slips that a window of three tags cannot see, as Brill (1992) does with contextual rules."""
    for place, tag_ in enumerate(tags):
        before = tags[place - 1] if place else START
        after = tags[place + 1] if place + 1 < len(tags) else END
        low = words[place].lower()
        follows = words[place + 1].lower() if place + 1 < len(words) else ""
        if low == "think" and follows in {"tank", "tanks"}:
            tags[place] = "NN"
        elif low == "said" and tag_ != "VBD" and not _has_auxiliary(words, tags, place):
            tags[place] = "VBD"
        elif (
            tag_ == "NN"
            and low.endswith("ing")
            and words[place - 1].lower() in _BE
            and after in _OBJECT_FOLLOWS
        ):
            tags[place] = "VBG"
        elif tag_ in {"NN", "JJ", "VBN"} and _calls_for_base(words, tags, place):
            tags[place] = "VB" if tag_ != "VBN" or low in bases() else tag_
        elif (
            tag_ == "VBN"
            and before == "CC"
            and not _has_auxiliary(words, tags, place)
            and "VBD" in tags[:place]
        ):
            tags[place] = "VBD"
        elif tag_ == "VBN" and before in _SUBJECTS and (after in _BEFORE_OBJECT or follows == "that"):
            tags[place] = tag_ if _has_auxiliary(words, tags, place) else "VBD"
        elif tag_ == "NNS" and before in _SINGULAR and _is_verb(words, low, place, after):
            tags[place] = "VBZ"
    return tags


_SINGULAR = frozenset({"NN", "NNP", "PRP"})


def _is_verb(words: Sequence[str], low: str, place: int, after: str) -> bool:
    """Whether a plural noun behind a singular one is a verb: an object follows, or it closes a quotation."""
    if after == ".":
        return _closes_speech(words, place)
    known = may_be(low, "VBZ") or low not in tables().words
    return known and (after in {"TO", "DT"} or words[place + 1 : place + 2] == ["that"])


def _closes_speech(words: Sequence[str], place: int) -> bool:
    """Whether a quotation ends a few words before: "...,” the suit charges."."""
    return any(word in QUOTES for word in words[max(0, place - 8) : place])


def _calls_for_base(words: Sequence[str], tags: Sequence[str], place: int) -> bool:
    """Whether a modal or "did not" stands right before a word: it is a verb, whatever it looks like."""
    if place == 0:
        return False
    if tags[place - 1] == "MD":
        return True
    negated = words[place - 1].lower() in {"n't", "n’t", "not"} and place > 1
    return negated and (tags[place - 2] == "MD" or words[place - 2].lower() in {"do", "does", "did"})


def _has_auxiliary(words: Sequence[str], tags: Sequence[str], place: int) -> bool:
    """Whether "be", "have" or "get" stands before a participle in its clause."""
    for earlier in range(place - 1, max(-1, place - 8), -1):
        if words[earlier].lower().replace("’", "'") in _AUXILIARIES:
            return True
        if tags[earlier] in {",", ":", "IN", "CC"} and place - earlier > 1:
            return False
    return False


_BE = frozenset("be is are was were been 's 're ’s ’re".split())


_OBJECT_FOLLOWS = frozenset({"DT", "PRP", "PRP$", "NNP", "WDT", "TO", "IN"})


_AUXILIARIES = frozenset(
    "be is are was were been being am 's 're 'm 've have has had having get gets got getting".split()
)
