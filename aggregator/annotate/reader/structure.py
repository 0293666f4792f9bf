"""How a sentence is built, as numbers: what each word hangs on, how, and how certain it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aggregator.annotate.reader.decoding import decoded
from aggregator.annotate.reader.model import Array, model

# Relations of Universal Dependencies that differ in who does what to whom, the rest as one.
_KINDS = (
    ("root",), ("nsubj",), ("nsubj:pass", "csubj:pass"), ("obj",), ("iobj",),
    ("obl", "obl:tmod", "obl:npmod"), ("obl:agent",), ("nmod", "nmod:tmod"), ("nmod:poss",),
    ("amod", "nummod"), ("compound", "flat", "compound:prt"), ("appos",), ("conj",),
    ("ccomp", "xcomp", "csubj"), ("advcl",), ("acl", "acl:relcl"), ("aux", "aux:pass", "cop"), ("advmod",),
    ("case", "mark"),
)  # fmt: skip
_KIND = {name: place for place, names in enumerate(_KINDS) for name in names}
SIGNS = len(_KINDS) + 3
"""Numbers for each word: its relation, one of each kind; whether it happened; how sure the text is of it."""
_MOST = 3.0
# Who does it, and whom it is done to, whichever way the sentence is turned.
_DOER, _DONE_TO = (_KIND["nsubj"], _KIND["obl:agent"]), (_KIND["nsubj:pass"], _KIND["obj"])


@dataclass(frozen=True)
class Stated:
    """A sentence's W words, as many as the encoder can take, in the form that comparing reads.

    `states` [W, 768] is what the encoder makes of each; `heads` [W] the place of what it hangs on (the root:
    its own); `signs` [W, SIGNS] how it hangs there and how certain it is.
    """

    states: Array
    heads: NDArray[np.int64]
    signs: Array

    def doers(self, words: Sequence[str]) -> frozenset[str]:
        """Return the words, in lower case, that do something."""
        return self._that_are(_DOER, words)

    def done_to(self, words: Sequence[str]) -> frozenset[str]:
        """Return the words, in lower case, that something is done to."""
        return self._that_are(_DONE_TO, words)

    def _that_are(self, kinds: tuple[int, ...], words: Sequence[str]) -> frozenset[str]:
        chosen = np.flatnonzero(self.signs[:, list(kinds)].sum(axis=1))
        return frozenset(words[int(place)].lower() for place in chosen)

    def inputs(self, side: str) -> dict[str, np.ndarray]:
        """Return what the comparer takes, under the names of one side ("a" or "b")."""
        return {f"states_{side}": self.states, f"heads_{side}": self.heads, f"signs_{side}": self.signs}


def stated(words: Sequence[str]) -> Stated:
    """Return the words of a sentence as comparing reads them."""
    reader = model()
    scores, states = reader.scores_and_states(words[slice(*reader.parts(words)[0])])
    reading = decoded(reader, scores)
    heads = [head if head >= 0 else place for place, head in enumerate(reading.heads)]
    signs = np.zeros((len(heads), SIGNS), dtype=np.float32)
    signs[range(len(heads)), [_KIND.get(name, len(_KINDS)) for name in reading.relations]] = 1
    signs[:, -2] = np.array(reading.happened) / _MOST
    signs[:, -1] = np.array(reading.certain) / _MOST
    return Stated(states, np.array(heads, dtype=np.int64), signs)
