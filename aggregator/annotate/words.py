"""Words of a sentence: spaCy's rule tokeniser, word classes, base forms.

The spaCy pipeline is a blank English one: its tokeniser and lookups need no trained model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import spacy
from spacy.language import Language

from aggregator.annotate import tagging
from aggregator.annotate.lexicon import lines_of
from aggregator.annotate.mending import mend

# A text without a stop in so many words is no sentence; the rest is read as if it were the next one.
LONGEST_SENTENCE = 400


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence. `start` and `end` count from the start of the sentence."""

    text: str
    low: str
    tag: str
    lemma: str
    start: int
    end: int

    @property
    def is_name(self) -> bool:
        """Whether it is part of a proper name."""
        return self.tag in {"NNP", "NNPS"}


Words = tuple[Word, ...]


@cache
def pipeline() -> Language:
    """The blank English pipeline, made once a process."""
    return spacy.blank("en")


@lru_cache(maxsize=4096)
def read_words(sentence: str) -> Words:
    """Return the words of one sentence. The same sentence in many papers is read once."""
    tokens = [token for token in pipeline().make_doc(sentence) if not token.is_space]
    found: list[Word] = []
    for first in range(0, len(tokens), LONGEST_SENTENCE):
        part = tokens[first : first + LONGEST_SENTENCE]
        forms = [token.text for token in part]
        plain = _plain_case(forms)
        tags = mend(plain, tagging.tag(plain))
        for token, tag in zip(part, tags, strict=True):
            low = token.text.lower().replace("’", "'")
            found.append(Word(token.text, low, tag, lemma(low, tag), token.idx, token.idx + len(token.text)))
    return tuple(found)


def _plain_case(forms: Sequence[str]) -> Sequence[str]:
    """A heading in capitals tells nothing by its capitals: read it in lower case."""
    letters = [form for form in forms if form.isalpha() and len(form) > 1]
    if len(letters) >= 4 and sum(form.isupper() for form in letters) > 0.7 * len(letters):  # noqa: PLR2004
        return [form.lower() for form in forms]
    return forms


@cache
def _irregular() -> dict[str, str]:
    """Form -> base of irregular verbs; the file has base, past and participle in a row."""
    found: dict[str, str] = {}
    for line in lines_of("irregular_verbs.tsv"):
        base, *forms = line.split()
        found.update(dict.fromkeys(forms, base))
    return found


_AUXILIARY = {"'s": "be", "'re": "be", "'m": "be", "'ve": "have", "'d": "would", "'ll": "will", "wo": "will",
              "ca": "can", "am": "be", "is": "be", "are": "be", "was": "be", "were": "be", "been": "be",
              "being": "be", "be": "be", "has": "have", "had": "have", "having": "have", "does": "do",
              "did": "do", "done": "do", "doing": "do", "n't": "not", "'d've": "would"}  # fmt: skip


@lru_cache(maxsize=65536)
def lemma(low: str, tag: str) -> str:
    """Return the base form of a verb or noun; other words stay as they are, in lower case."""
    if tag[:1] == "V" or tag == "MD":
        return _AUXILIARY.get(low) or _irregular().get(low) or _verb_base(low, tag)
    if tag == "RB":
        return _AUXILIARY.get(low, low)
    if tag == "NNS":
        return _singular(low)
    return low


def _verb_base(low: str, tag: str) -> str:
    if tag == "VBZ":
        return _singular(low)
    for ending in {"VBG": ("ing",), "VBD": ("ed",), "VBN": ("ed",)}.get(tag, ()):
        stem = low.removesuffix(ending)
        if stem != low and len(stem) > 1:
            doubled = stem[:-1] if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "sl" else ""  # noqa: PLR2004
            choices = (
                [stem[:-1] + "y"]
                if ending == "ed" and stem[-1] == "i"
                else [stem + "e", stem, doubled, stem[:-1]]
            )
            return next((one for one in choices if one and one in tagging.bases()), _guess(stem, doubled))
    return low


def _guess(stem: str, doubled: str) -> str:
    """Base of a verb never seen: "tweet" of "tweeted", "stop" of "stopped", "state" of "stated"."""
    if doubled:
        return doubled
    return stem + "e" if stem[-1] in "cvuz" or (stem[-2:] in {"at", "as", "rg", "dg"}) else stem


def _singular(low: str) -> str:
    if low.endswith("ies") and len(low) > 4:  # noqa: PLR2004
        return low[:-3] + "y"
    if low.endswith(("sses", "shes", "ches", "xes", "zes", "oes")):
        return low[:-2]
    return low[:-1] if low.endswith("s") and not low.endswith(("ss", "us", "is")) else low
