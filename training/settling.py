"""Settle the comparer on judged pairs that did not shape the encoder.

The encoder was trained with the judged pairs of the training topics (`training.beside`), so over their states
the comparer learns that it may be sure; on pairs it never saw it then is sure and wrong: of pairs that carry
one another it had denied a third outright. A few hundred steps over pairs of other topics mend that.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random

import torch
from torch.nn import functional

from training.comparer import Comparer
from training.examples import Example
from training.pairs import DEV_TOPICS
from training.states import States

HALVES = tuple(frozenset(sorted(DEV_TOPICS)[first::2]) for first in (0, 1))
"""The topics kept out of training, in two halves: what is learned from one is watched on the other."""
# How often a judged pair is read, beside so many invented ones; peak rate, decay, pairs in a batch.
REPEATED, INVENTED, RATE, DECAY, BATCH, SEED = 6, 4000, 5e-4, 0.05, 48, 1


def half_path(half: int) -> Path:
    """Return where a comparer settled on one half of the topics is kept."""
    return Path(f"dist/comparer-{half}.pt")


@cache
def unseen(topic: str) -> Comparer:
    """Return the comparer settled without a topic. Raises FileNotFoundError before `training.compare`."""
    found = Comparer()
    found.load_state_dict(torch.load(half_path(int(topic in HALVES[0])), weights_only=True))
    return found.eval()


def of_half(judged: Sequence[Example], half: int) -> list[Example]:
    """Return the judged pairs whose topic belongs to a half."""
    return [one for one in judged if one.document.partition("_")[0] in HALVES[half]]


def settled(
    comparer: Comparer, judged: Sequence[Example], invented: Sequence[Example], states: States
) -> Comparer:
    """Return a copy of the comparer that has read the pairs."""
    torch.manual_seed(SEED)
    chance, found = Random(SEED), copy.deepcopy(comparer).train()
    rows = [*judged] * REPEATED + chance.sample(list(invented), min(INVENTED, len(invented)))
    chance.shuffle(rows)
    made = torch.optim.AdamW(found.parameters(), lr=RATE, weight_decay=DECAY)
    plan = torch.optim.lr_scheduler.OneCycleLR(made, RATE, total_steps=len(rows) // BATCH + 1, pct_start=0.2)
    for first in range(0, len(rows) - BATCH, BATCH):
        gold = torch.tensor([one.compared for one in rows[first : first + BATCH]])
        scores, known = found(*states.sides(rows[first : first + BATCH])), ~gold.isnan()
        loss = functional.binary_cross_entropy_with_logits(scores[known], gold[known])
        made.zero_grad(set_to_none=True)
        loss.backward()
        made.step()
        plan.step()
    return found.eval()
