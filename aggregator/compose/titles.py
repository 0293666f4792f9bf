"""A brief's title: the headline the story itself bears out, or else its lead sentence cut short."""

from __future__ import annotations

import re

from aggregator.compose.material import Material
from aggregator.evidence import sha256
from aggregator.models import Article, Evidence, Line
from aggregator.terms import bag, coverage, overlap

MIN_WORDS, MAX_WORDS = 4, 16
MAX_CUT_WORDS = 18
# This share of a headline's telling words must stand in the article's own opening; clickbait promises more
# than its text says.
BORNE_OUT_FROM = 0.6
OPENING_CHARACTERS = 1500

_LABEL = re.compile(
    r"^(?:breaking(?: news)?|live(?: updates?)?|watch|video|exclusive|update[d]?|opinion|analysis|just in)"
    r"\s*[:|–-]\s*",
    re.IGNORECASE,
)
_BAIT = re.compile(
    r"[?!]|\.\.\.|…|^\d+\s|\b(?:you|your|this|these|here[’']?s|what|why|how|shock\w*|craz\w*|amazing|stunn\w*|"
    r"slams?|blasts?|epic|viral|must|live|everything|things|reasons|know)\b",
    re.IGNORECASE,
)


def choose_title(material: Material, summary: list[Line]) -> tuple[str, Evidence | None]:
    """Return the title and where it comes from."""
    best = max(
        (_scored(material, article, summary) for article in material.in_order),
        default=(0.0, "", None),
        key=lambda item: (item[0], item[1]),
    )
    if best[0] > 0 and best[2] is not None:
        return best[1], best[2]
    return _from_lead(material, summary)


def _scored(material: Material, article: Article, summary: list[Line]) -> tuple[float, str, Evidence | None]:
    """How well a headline fits: borne out by its text, shared with the others, near the summary."""
    title = clean_headline(article.title)
    words = bag(title)
    if (
        not words
        or article.opinion
        or _BAIT.search(title)
        or not MIN_WORDS <= len(title.split()) <= MAX_WORDS
    ):
        return 0.0, title, None
    if coverage(words, bag(article.text[:OPENING_CHARACTERS])) < BORNE_OUT_FROM:
        return 0.0, title, None
    others = [bag(clean_headline(other.title)) for other in material.in_order if other.id != article.id]
    shared = sum(overlap(words, other) for other in others) / max(1, len(others))
    near = coverage(words, bag(" ".join(line.text for line in summary)))
    evidence = Evidence(
        article=article.id, start=-1, end=-1, sha256=sha256(article.title), text=article.title
    )
    return round(0.1 + shared + near, 6), title, evidence


def clean_headline(title: str) -> str:
    """Return a headline without its label ("BREAKING: ...") and in one line."""
    return _LABEL.sub("", " ".join(title.split())).strip()


def _from_lead(material: Material, summary: list[Line]) -> tuple[str, Evidence | None]:
    """The summary's own first sentence, cut at a clause."""
    line = next((line for line in summary if line.evidence), None)
    if line is None:
        return material.in_order[0].title or "Untitled story", None
    text = line.evidence[0].text.rstrip(".")
    cut = re.split(r"(?<=\w)(?:, (?:which|who|where|when|as|after|and|but|with|said)|; | — | – )", text)[0]
    words = cut.split()
    title = cut if len(words) <= MAX_CUT_WORDS else " ".join(words[:MAX_CUT_WORDS]) + " …"
    return title[:1].upper() + title[1:], line.evidence[0]
