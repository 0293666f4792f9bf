"""Words of a sentence: spaCy's rule tokeniser, the reader's word classes and heads, base forms by rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

import spacy
from spacy.language import Language
from spacy.tokens import Token

from aggregator.annotate.lexicon import lines_of
from aggregator.annotate.reader.component import NAME, reading_of
from aggregator.annotate.reader.decoding import Reading


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence. `start` and `end` count from the start of the sentence.

    `head` is the place of the word it hangs on (-1: none), `relation` how (Universal Dependencies).
    """

    text: str
    low: str
    tag: str
    lemma: str
    start: int
    end: int
    head: int = -1
    relation: str = ""

    @property
    def is_name(self) -> bool:
        """Whether it is part of a proper name."""
        return self.tag in {"NNP", "NNPS"}


Words = tuple[Word, ...]


class _Hashed(tuple[Word, ...]):  # noqa: SLOT001 - a slot of a tuple can hold nothing
    """Words whose hash is made once: much is worked out of a sentence's words and remembered by them."""

    @cached_property
    def _hash(self) -> int:
        return super().__hash__()

    def __hash__(self) -> int:
        return self._hash

    def __reduce__(self) -> tuple[type, tuple[Words]]:
        """Go to another process as a plain tuple: there the same words have another hash."""
        return tuple, (tuple(self),)


@cache
def pipeline() -> Language:
    """The English pipeline, made once a process: spaCy's rule tokeniser, then our reader."""
    made = spacy.blank("en")
    made.add_pipe(NAME)
    return made


@dataclass(frozen=True)
class Sentence:
    """One sentence, read: its words and all else the reader says of it (None: a text without words)."""

    words: Words
    reading: Reading | None


@lru_cache(maxsize=4096)
def read_sentence(text: str) -> Sentence:
    """Read one sentence. The same sentence in many papers is read once."""
    doc = pipeline()(text)
    reading = reading_of(doc)
    if reading is None:
        return Sentence((), None)
    tokens = [token for token in doc if not token.is_space]
    words = _Hashed(_word(token, head) for token, head in zip(tokens, reading.heads, strict=True))
    return Sentence(words, reading)


def tokens_of(text: str) -> list[str]:
    """Return the words of a text as the reader takes them, unread."""
    return [token.text for token in pipeline().make_doc(text) if not token.is_space]


def _word(token: Token, head: int) -> Word:
    low = token.lower_.replace("’", "'")
    tag = _MARKS.get(token.text, token.tag_)
    return Word(
        token.text, low, tag, lemma(low, tag), token.idx, token.idx + len(token.text), head, token.dep_
    )


# Marks have the tag of what they do in print, whatever stands around them; all quotes have one.
_MARKS = dict.fromkeys('"“”„‟«»‘`', "''") | dict.fromkeys(".!?…", ".") | dict.fromkeys("([{", "-LRB-")
_MARKS |= (
    dict.fromkeys(")]}", "-RRB-")
    | dict.fromkeys("$£€¥", "$")
    | dict.fromkeys([";", ":", "–", "—", "--"], ":")
)
_MARKS |= {",": ",", "-": "HYPH", "&": "CC", "%": "NN", "''": "''", "``": "''"}


@cache
def word_lists() -> Mapping[str, frozenset[str]]:
    """The words of `word_lists.tsv` by kind: "c" ordinary, "v" base forms of verbs, "e" event nouns."""
    found: dict[str, set[str]] = {"c": set(), "v": set(), "e": set()}
    for line in lines_of("word_lists.tsv"):
        kind, word = line.split("\t")
        found[kind].add(word)
    return {kind: frozenset(words) for kind, words in found.items()}


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
            return next((one for one in choices if one and one in word_lists()["v"]), _guess(stem, doubled))
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
