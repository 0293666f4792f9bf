"""The best row of labels, where each label at a place and each step from one to the next has a score."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def best_row(scores: NDArray[Any], steps: NDArray[Any]) -> list[int]:
    """Return the labels of the row whose sum is highest (Viterbi 1967).

    `scores` [places, labels], at least one place; `steps` [label before, label after]; logarithms.
    """
    best, back = scores[0], []
    for row in scores[1:]:
        through = best[:, None] + steps
        back.append(through.argmax(0))
        best = through.max(0) + row
    found = [int(np.argmax(best))]
    for step in reversed(back):
        found.append(int(step[found[-1]]))
    return found[::-1]
