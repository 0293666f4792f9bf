"""Write a brief: an assessed story in, sections of lines out, every line with its evidence.

assessment | choose_title | Chooser -> summary, known, unclear, context, why, watch, faq (no sentence twice)
| transparency, original, sources | drop what does not verify -> Brief
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from aggregator.compose.asking import faq_lines, open_lines
from aggregator.compose.choosing import Chooser
from aggregator.compose.doubts import is_single, is_unclear
from aggregator.compose.headings import (
    dated_first,
    is_ahead,
    is_background,
    is_known,
    is_meaning,
    is_statement,
)
from aggregator.compose.history import with_history
from aggregator.compose.material import Material
from aggregator.compose.related import Gist, gist_of, related_of
from aggregator.compose.sourcing import original, source_entries, transparency
from aggregator.compose.summary import summary_lines
from aggregator.compose.titles import choose_title
from aggregator.compose.verifying import line_faults, verify_brief
from aggregator.compose.weight import weigh
from aggregator.compose.wording import SECTION_TITLES
from aggregator.config import Settings
from aggregator.identity import slug
from aggregator.models import (
    Annotation,
    Article,
    Assessment,
    Brief,
    Compare,
    Evidence,
    Line,
    QuestionKind,
    Section,
    Story,
)

VERSION = "1"
"""Printed in every brief as what made it; a run goes by hashes of the code (`pipeline/versions.py`)."""
MAX_CONTEXT = MAX_WATCH = 4
MAX_WHY = 3
# What one origin alone reports is worth a line where there are hardly others; else it is a settled detail.
FEW_ORIGINS = 2
# With fewer lines of news, what somebody named states as fact is known to have been said.
MIN_KNOWN = 4
# At least this many lines of What's Still Unclear are left to claims, if there are any.
UNCLEAR_CLAIMS = 3

__all__ = [
    "VERSION",
    "Gist",
    "Material",
    "compose",
    "gist_of",
    "related_of",
    "verify_brief",
    "weigh",
    "with_history",
]


def compose(
    story: Story,
    articles: Sequence[Article],
    annotations: Mapping[str, Annotation],
    assessment: Assessment,
    settings: Settings,
    at: datetime,
    compare: Compare,
) -> Brief:
    """Write the brief of one story.

    Args:
        story: the story; its id becomes part of the address.
        articles: its articles, in any order.
        annotations: the annotation of each article, by article id.
        assessment: what corroborate found in them.
        settings: policy and edition settings.
        at: the time of the edition.
        compare: reads two lines together (`aggregator.annotate.compare`), so that none says another's again.
    """
    members = {article.id: article for article in sorted(articles, key=lambda article: article.id)}
    material = Material(story, members, annotations, assessment, settings, at, compare)
    lines, title, evidence = _sections(material)
    kept = _kept(material, lines)
    made = Brief(
        story=story.id,
        slug=f"{slug(title)}-{story.id[:6]}",
        title=title,
        title_evidence=evidence,
        category=_category(material),
        published=material.newest,
        updated=at,
        sections=kept,
        tables=assessment.tables,
        sources=source_entries(material),
        outlets=len({article.outlet or article.id for article in members.values()}),
        origins=len(assessment.origins),
        kind=assessment.kind,
        dropped=sum(map(len, lines.values())) - sum(len(section.lines) for section in kept),
        made_by=VERSION,
    )
    return weigh(made, at)


def _sections(material: Material) -> tuple[dict[str, Sequence[Line]], str, Evidence | None]:
    """Fill the sections, the ones a reader needs most first, so that they get the best sentences."""
    chooser, policy = Chooser(material), material.settings.policy
    title, evidence = choose_title(material)
    summary = summary_lines(material, chooser, title)
    known = _lines(chooser.take(is_known(material), policy.max_known))
    if len(known) < MIN_KNOWN:
        known += _lines(chooser.take(is_statement(material), MIN_KNOWN - len(known)))
    unclear, asked = _unclear(material, chooser)
    sections: dict[str, Sequence[Line]] = {"summary": summary, "known": known, "unclear": unclear}
    sections["watch"] = _lines(chooser.take(is_ahead(material), MAX_WATCH, dated_first(material)))
    sections["why"] = _lines(chooser.take(is_meaning(material), MAX_WHY))
    sections["context"] = _lines(chooser.take(is_background(material), MAX_CONTEXT))
    sections["faq"] = faq_lines(material, chooser, asked)
    sections["transparency"] = transparency(material)
    sections["original"] = original(material)
    return sections, title, evidence


def _unclear(material: Material, chooser: Chooser) -> tuple[list[Line], set[str]]:
    """Open questions and claims in doubt, and which slots were asked."""
    most = material.settings.policy.max_unclear
    claims = _lines(chooser.take(is_unclear(material), UNCLEAR_CLAIMS))
    questions = open_lines(material, chooser)[: most - len(claims)]
    few = len(material.assessment.origins) <= FEW_ORIGINS
    room = min(1, most - len(claims) - len(questions)) if few else 0
    singles = _lines(chooser.take(is_single(material), room))
    asked = {question.slot for question, _ in questions if question.kind is QuestionKind.SLOT}
    return [*(line for _, line in questions), *claims, *singles], asked


def _lines(found: Sequence[tuple[object, Line]]) -> list[Line]:
    return [line for _, line in found]


def _kept(material: Material, sections: Mapping[str, Sequence[Line]]) -> tuple[Section, ...]:
    """The sections in printing order, without lines that do not verify and without empty sections."""
    kept = []
    for key, title in SECTION_TITLES.items():
        lines = tuple(line for line in sections.get(key, ()) if not any(line_faults(line, material.record)))
        if lines:
            kept.append(Section(key=key, title=title, lines=lines))
    return tuple(kept)


def _category(material: Material) -> str:
    counts = Counter(article.category for article in material.articles.values() if article.category)
    return max(sorted(counts), key=lambda name: counts[name], default="general")
