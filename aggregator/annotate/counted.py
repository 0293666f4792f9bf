"""What a figure counts: the noun behind it, "of ...", its verb's subject; and the fate of those counted."""

from __future__ import annotations

from aggregator.annotate.grammar import Phrase, children, noun_phrases, phrase_ending_at, verb_groups
from aggregator.annotate.lexicon import values
from aggregator.annotate.words import Words
from aggregator.models import Span

# How many words behind a verb its figure may stand ("rose sharply to a record 5%").
VERB_REACH = 6


def what_is_counted(sentence: str, words: Words, span: Span, unit: str) -> str:
    """The noun phrase a figure counts, with the fate of people counted ("people killed")."""
    place = next((spot for spot, word in enumerate(words) if word.end > span[0]), None)
    if place is None:
        return ""
    behind = next((spot for spot, word in enumerate(words) if word.start >= span[1]), len(words))
    phrase = next((one for one in noun_phrases(words) if one.start < behind <= one.end), None)
    noun = (
        _noun_behind(sentence, words, phrase, behind)
        or _numbered(sentence, words, place)
        or _summed_up(sentence, words, place)
    )
    if not noun and unit != "count":
        noun = _of_what(sentence, words, behind) or _subject_of(sentence, words, place)
    fate = _fate(words, place, phrase.end if phrase else behind)
    return f"{noun} {fate}".strip() if fate and fate not in noun else noun


def _noun_behind(sentence: str, words: Words, phrase: Phrase | None, behind: int) -> str:
    if phrase is None or phrase.end == behind or words[phrase.head].tag not in {"NN", "NNS", "NNP", "NNPS"}:
        return ""
    first = behind
    while first < phrase.end and words[first].tag in {"HYPH", "DT", "POS"}:
        first += 1
    return sentence[words[first].start : words[phrase.end - 1].end] if first < phrase.end else ""


def _numbered(sentence: str, words: Words, place: int) -> str:
    """As in "the number of homes without power was 41", "the death toll rose to 41"."""
    first = next((spot for spot in range(place - 1, -1, -1) if words[spot].low in _TALLIES), -1)
    if first < 0 or any(word.tag == "CD" for word in words[first:place]):
        return ""
    if words[first].low == "toll":
        return "people killed"
    phrase = next((one for one in noun_phrases(words) if one.start == first + 2), None)
    if words[first + 1].low != "of" or phrase is None or phrase.end > place:
        return ""
    start = phrase.start + (words[phrase.start].tag in {"DT", "PRP$"} and phrase.end > phrase.start + 1)
    return sentence[words[start].start : words[phrase.end - 1].end]


def _summed_up(sentence: str, words: Words, place: int) -> str:
    """As in "deaths from the earthquake came to 21": the things that a verb of summing up counts."""
    reach = range(place - 1, max(-1, place - VERB_REACH), -1)
    verb = next((spot for spot in reach if words[spot].lemma in _SUMS), -1)
    counted = (
        word
        for spot in children(words, verb)
        if (word := words[spot]).relation == "nsubj" and word.tag == "NNS"
    )
    found = next(counted, None) if verb >= 0 else None
    return sentence[found.start : found.end] if found else ""


def _of_what(sentence: str, words: Words, behind: int) -> str:
    """As in "5% of their budget", "$3 billion in aid"."""
    if behind + 1 >= len(words) or words[behind].low not in {"of", "in", "for"}:
        return ""
    phrase = next((one for one in noun_phrases(words) if one.start == behind + 1), None)
    if phrase is None or words[phrase.head].tag not in {"NN", "NNS", "NNP", "NNPS"}:
        return ""
    first = phrase.start
    while first < phrase.end - 1 and words[first].tag in {"DT", "PRP$"}:
        first += 1
    return sentence[words[first].start : words[phrase.end - 1].end]


def _subject_of(sentence: str, words: Words, place: int) -> str:
    """What rose, fell or stood at a figure: the subject of the verb before it."""
    for group in reversed(verb_groups(words)):
        if group.end <= place and place - group.end <= VERB_REACH and group.form == "finite":
            phrase = phrase_ending_at(words, group.start)
            return sentence[words[phrase.start].start : words[phrase.end - 1].end] if phrase else ""
    return ""


def _fate(words: Words, place: int, behind: int) -> str:
    """What happened to those counted: the verb right before or behind the phrase."""
    fates = values("figures", "fates")
    for group in verb_groups(words):
        near_behind = 0 <= group.start - behind <= 1
        near_before = 0 <= place - group.end <= 3 and not group.passive  # noqa: PLR2004
        if group.lemma in fates and (near_behind or near_before):
            return str(fates[group.lemma])
    if behind < len(words) and words[behind].low in _FATED:
        return _FATED[words[behind].low]
    # "put the number of injured at 41"
    tallied = (
        words[spot].low
        for spot in range(max(1, place - VERB_REACH), place)
        if words[spot].low in _FATED and words[spot - 1].low in {"of", "the"}
    )
    return _FATED.get(next(tallied, ""), "")


_SUMS = frozenset({"come", "stand", "reach", "total", "number", "rise", "climb", "fall"})
_TALLIES = frozenset({"number", "toll", "tally", "count"})
_FATED = {"dead": "killed", "missing": "missing", "injured": "injured", "wounded": "injured"}
