"""The best tree over scores of heads: Chu and Liu (1965), Edmonds (1967), with one word under the root."""

from __future__ import annotations

import numpy as np

from aggregator.annotate.reader.model import Array


def best_tree(scores: Array) -> list[int]:
    """Return each word's head (-1: the root) from `scores` [words, 1 + words], column 0 the root.

    Nearly always the best head of each word already makes a tree; only where it does not is one searched for.
    """
    size = len(scores)
    square = np.full((size + 1, size + 1), -np.inf)
    square[1:, :] = scores
    np.fill_diagonal(square, -np.inf)
    heads = square[1:].argmax(-1).tolist()
    if heads.count(0) != 1 or _cycle([0, *heads]):
        # A root dearer than any gain elsewhere: the best tree then has it once.
        square[1:, 0] -= 1 + size * (scores.max() - scores.min())
        heads = _edmonds(square)[1:]
    return [int(head) - 1 for head in heads]


def _edmonds(square: np.ndarray) -> list[int]:
    """Heads of the best arborescence; `square[word, head]`, node 0 is the root."""
    heads = [0, *square[1:].argmax(-1).tolist()]
    cycle = _cycle(heads)
    if not cycle:
        return heads
    others = [node for node in range(len(square)) if node not in cycle]
    gains = {node: square[node] - square[node, heads[node]] for node in cycle}
    small = np.full((len(others) + 1, len(others) + 1), -np.inf)
    small[:-1, :-1] = square[np.ix_(others, others)]
    enter = [max(cycle, key=lambda node, head=head: gains[node][head]) for head in others]  # type: ignore[misc]
    leave = [max(cycle, key=lambda node, word=word: square[word, node]) for word in others]  # type: ignore[misc]
    small[-1, :-1] = [gains[node][head] for node, head in zip(enter, others, strict=True)]
    small[:-1, -1] = [square[word, node] for word, node in zip(others, leave, strict=True)]
    small[0] = -np.inf
    found = _edmonds(small)
    for place, word in enumerate(others[1:], 1):
        heads[word] = leave[place] if found[place] == len(others) else others[found[place]]
    broken = enter[found[-1]]
    heads[broken] = others[found[-1]]
    return heads


def _cycle(heads: list[int]) -> list[int]:
    """The nodes of one cycle among heads, or none."""
    state = [0] * len(heads)
    for start in range(1, len(heads)):
        path, node = [], start
        while node and not state[node]:
            state[node] = 1
            path.append(node)
            node = heads[node]
        if node and state[node] == 1 and node in path:
            return path[path.index(node) :]
        for seen in path:
            state[seen] = 2
    return []
