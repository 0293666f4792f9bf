"""What a story is about and what it tells: its kind of event, and which of that kind's slots are filled.

The reader says how likely each sentence is of a kind and fills a slot (`Sentence.tells`); the patterns of the
kinds' files speak where it is in doubt, and alone for kinds and slots that an editor added.
"""

from __future__ import annotations

from aggregator.corroborate.reading import Reading
from aggregator.kinds import EventKind, Slot, event_kinds
from aggregator.models import Sentence

# A sentence fills a slot from this chance on; with one of the slot's patterns in it from less. Chosen on the
# worlds for developing and on reports kept out of training.
TOLD_FROM, TOLD_WITH_SIGN_FROM = 0.6, 0.1
# Of two sentences that are as likely to tell it the one with a pattern in it tells it more surely.
SIGN_BONUS = 0.25
# An article's kind of event shows in so many first sentences. A kind stands out when their mean chance, with
# a share more for each trigger in the titles and leads, comes to so much, and the chance alone to the last:
# chosen on those worlds, those reports and forty real stories, of which 36 get their kind, or rightly none.
LEAD, SIGN_SHARE, MOST_SIGNS, KIND_FROM, LEAST_CHANCE = 3, 0.15, 2.0, 0.35, 0.1


def tells(slot: Slot, sentence: Sentence, text: str) -> float:
    """Return how surely a sentence fills a slot, 0 where it does not."""
    if sentence.open_question:
        return 0.0
    sign = slot.told_in(text)
    if not slot.read:
        return float(sign)
    chance = sentence.chance_of(slot.id)
    if chance < (TOLD_WITH_SIGN_FROM if sign else TOLD_FROM):
        return 0.0
    return min(1.0, chance + SIGN_BONUS * sign)


def kind_told(reading: Reading) -> EventKind | None:
    """Return the kind of event a story is of, None where none stands out."""
    scored = [(_score(reading, kind), kind) for kind in event_kinds()]
    score, best = max(scored, key=lambda pair: (pair[0], pair[1].name))
    return best if score >= KIND_FROM else None


def _score(reading: Reading, kind: EventKind) -> float:
    """How much speaks for a kind: the reader and the triggers, of a kind of an editor's own these alone."""
    signs = sum(map(kind.hits, reading.heads)) / max(1, len(reading.heads))
    if not kind.read:
        return KIND_FROM * signs
    leads = [one for article in reading.articles for one in reading.sentences(article)[:LEAD]]
    chance = sum(one.chance_of(kind.name) for one in leads) / max(1, len(leads))
    return chance + SIGN_SHARE * min(signs, MOST_SIGNS) if chance >= LEAST_CHANCE else 0.0
