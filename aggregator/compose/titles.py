"""A brief's title: the headline the story itself bears out, or else its lead sentence cut short."""

from __future__ import annotations

import re
from datetime import timedelta

from aggregator.compose.cutting import cut_line
from aggregator.compose.material import Material
from aggregator.evidence import evidence_at, sha256
from aggregator.models import Article, Evidence, Reason, Role, Verdict
from aggregator.terms import bag, coverage, overlap

MIN_WORDS, MAX_WORDS = 4, 16
MAX_CUT_WORDS = 18
# This share of a headline's telling words must stand in the article's own opening; clickbait promises more
# than its text says.
BORNE_OUT_FROM = 0.6
OPENING_CHARACTERS = 1500
# A headline older than this, counted from the newest report, tells an earlier stage of the story.
HEADLINE_HOURS = 72
# Counts move faster: "At least three dead" is seven dead by the evening.
COUNT_HOURS = 6
_COUNT = re.compile(
    r"(?:\b\d+|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|scores|hundreds)\b)"
    r"\W(?:\w+\W){0,2}(?:dead|killed|die[sd]?|deaths?|injured|hurt|missing|cases|arrested|rescued|aboard)\b",
    re.IGNORECASE,
)
OLD_PENALTY = 0.6
# "Ministry: measures after ..." files a text rather than telling it, and a quotation tells one side's words.
LABEL_PENALTY = 0.4
_LABELLED = re.compile(r":|[“”\"]|(?<!\w)[‘']\w")
# A story's newest headline has its newest figures; this lifts it over an older one that fits as well.
RECENCY_BONUS = 0.5

_LABEL = re.compile(
    r"^(?:breaking(?: news)?|live(?: updates?)?|watch|video|exclusive|update[d]?|opinion|analysis|just in)"
    r"\s*[:|–-]\s*",
    re.IGNORECASE,
)
_BAIT = re.compile(
    r"[?!]|\.\.\.|…|^\d+\s|\b(?:you|your|this|these|here[’']?s|what|why|how|shock\w*|craz\w*|amazing|stunn\w*|"
    r"slams?|blasts?|epic|viral|must|live|everything|things|reasons|know)\b|[<>]",
    re.IGNORECASE,
)
# Where a long lead sentence can end as a title: before a clause that only adds to it.
_CLAUSE = re.compile(
    r"(?<=\w)(?:, (?:which|who|where|when|as|after|and|but|with|said|while|according|\w+ing)\b|; | — | – )"
)
_ASIDE = frozenset({Role.EVALUATION, Role.EXPECTATION, Role.ANECDOTE, Role.HISTORY})


def choose_title(material: Material) -> tuple[str, Evidence | None]:
    """Return the title and where it comes from."""
    scored = [_scored(material, article) for article in material.in_order]
    fitting = [item for item in scored if item[2] is not None]
    if not fitting:
        return _from_lead(material)
    _, title, evidence = max(fitting, key=lambda item: item[:2])
    return title, evidence


def _scored(material: Material, article: Article) -> tuple[float, str, Evidence | None]:
    """How well a headline fits: borne out by its text, shared with the others, new."""
    title = clean_headline(article.title)
    words = bag(title)
    fits = bool(words) and MIN_WORDS <= len(title.split()) <= MAX_WORDS and not _BAIT.search(title)
    if not fits or article.opinion:
        return 0.0, title, None
    if coverage(words, bag(article.text[:OPENING_CHARACTERS])) < BORNE_OUT_FROM:
        return 0.0, title, None
    others = [bag(clean_headline(other.title)) for other in material.in_order if other.id != article.id]
    shared = sum(overlap(words, other) for other in others) / max(1, len(others))
    evidence = Evidence(
        article=article.id, start=-1, end=-1, sha256=sha256(article.title), text=article.title
    )
    newer = RECENCY_BONUS * material.numbers[article.id] / len(material.numbers)
    penalty = LABEL_PENALTY * bool(_LABELLED.search(title))
    hours = COUNT_HOURS if _COUNT.search(title) else HEADLINE_HOURS
    penalty += OLD_PENALTY * _is_old(material, article, hours)
    return round(0.1 + 2 * shared + newer - penalty, 6), title, evidence


def _is_old(material: Material, article: Article, hours: float) -> bool:
    """Whether a headline was written so long before the newest report that the story has moved on."""
    published, told = article.published, material.told
    return bool(published and told and told - published > timedelta(hours=hours))


def clean_headline(title: str) -> str:
    """Return a headline without its label ("BREAKING: ...") and in one line."""
    return _LABEL.sub("", " ".join(title.split())).strip()


def _from_lead(material: Material) -> tuple[str, Evidence | None]:
    """The heaviest sentence about the matter rather than about who speaks of it, cut at a clause."""
    verdicts = sorted(
        material.assessment.verdicts,
        key=lambda verdict: (
            bool({Reason.FORECAST, Reason.HEDGED, Reason.OPINION, Reason.STALE} & set(verdict.reasons)),
            material.sentence(verdict.lead).role is not Role.MAIN,
            _names_person(material, verdict),
            _cut(material.text(verdict.lead)).endswith("…"),
        ),
    )
    verdict = next(
        (v for v in verdicts if material.sentence(v.lead).role not in _ASIDE and cut_line(material, v.lead)),
        None,
    )
    if verdict is None:
        first = material.in_order[0]
        return clean_headline(first.title) or "Untitled story", None
    sentence, article = material.sentence(verdict.lead), material.articles[verdict.lead.article]
    evidence = evidence_at(article, sentence.start, sentence.end)
    return _cut(evidence.text), evidence


def _names_person(material: Material, verdict: Verdict) -> bool:
    """Whether a sentence names a person: offices change hands, and a title has no room for a date."""
    sentence = material.sentence(verdict.lead)
    return any(
        entity.label == "PERSON" and sentence.start <= entity.start < sentence.end
        for entity in material.annotations[verdict.lead.article].entities
    )


def _cut(sentence: str) -> str:
    words = sentence.rstrip(".").split()
    cut = sentence.rstrip(".")
    if len(words) > MAX_CUT_WORDS:
        ends = [
            found.start() for found in _CLAUSE.finditer(cut) if len(cut[: found.start()].split()) >= MIN_WORDS
        ]
        cut = cut[: ends[0]] if ends else cut
    words = cut.split()
    short = cut if len(words) <= MAX_CUT_WORDS else " ".join(words[:MAX_CUT_WORDS]) + " …"
    return short[:1].upper() + short[1:]
