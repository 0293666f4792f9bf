"""The list of sources, what the brief says of itself, and the first report that reached us."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta

from aggregator.compose.material import Material
from aggregator.compose.parts import source, words
from aggregator.compose.standalone import is_whole
from aggregator.compose.values import value
from aggregator.evidence import evidence_at
from aggregator.models import Article, Line, Origin, Part, SourceEntry, Span, Verdict
from aggregator.terms import bag

# As much of the first report as a reader takes in at a glance; whole sentences only.
ORIGINAL_CHARACTERS = 420

_WHY = {
    "credit": " (the same credited source).",
    "copy": " (nearly the same text).",
    "cited": " (one cites the other).",
    "family": " (the same publisher).",
}


def source_entries(material: Material) -> tuple[SourceEntry, ...]:
    """Return one entry per article, oldest first."""
    only = _only_here(material.assessment.verdicts)
    return tuple(_entry(material, article, only[article.id]) for article in material.in_order)


def _only_here(verdicts: tuple[Verdict, ...]) -> Counter[str]:
    """How many of the weighed claims each article alone supplied."""
    return Counter(
        verdict.lead.article for verdict in verdicts if len({ref.article for ref in verdict.supporting}) == 1
    )


def _entry(material: Material, article: Article, only: int) -> SourceEntry:
    origin = material.origin_of[article.id]
    family = material.settings.families.get(article.family)
    return SourceEntry(
        number=material.numbers[article.id],
        article=article.id,
        outlet=article.outlet,
        owner=article.owner,
        kind=article.kind,
        title=article.title,
        url=article.url,
        authors=article.authors,
        published=article.published,
        fetched=article.fetched,
        completeness=article.completeness,
        origin=origin.id,
        origin_why=origin.why,
        only_here=only,
        notices=article.notices,
        feed=article.feed,
        interest=family.kind if family else "",
    )


def transparency(material: Material) -> tuple[Line, ...]:
    """Return true counts and limits of this brief."""
    lines = [_counts(material), _read(material), *_joined(material), *_dates(material), *_notices(material)]
    lines.append(
        [
            words(
                "Lines are the sources’ own words, cut but not rewritten; each can be opened to its evidence."
            )
        ]
    )
    lines.append([words("What a named source says is confirmed only as having been said.")])
    return tuple(Line(parts=tuple(parts)) for parts in lines)


def _counts(material: Material) -> list[Part]:
    record = material.record
    articles, outlets, origins = (value(record, name) for name in ("articles", "outlets", "origins"))
    return [
        words("This brief rests on "),
        articles,
        words(" article from " if articles.text == "1" else " articles from "),
        outlets,
        words(" outlet, which is " if outlets.text == "1" else " outlets, which are "),
        origins,
        words(" independent origin." if origins.text == "1" else " independent origins."),
    ]


def _read(material: Material) -> list[Part]:
    record = material.record
    full, partial, feed_only = (value(record, name) for name in ("full", "partial", "feed_only"))
    said = [full, words(" was read in full" if full.text == "1" else " were read in full")]
    if partial.text != "0":
        said += [words(", "), partial, words(" in part")]
    if feed_only.text != "0":
        said += [words(", "), feed_only, words(" only as the feed gave it")]
    return [*said, words(".")]


def _joined(material: Material) -> Iterator[list[Part]]:
    for origin in material.assessment.origins:
        if len(origin.outlets) > 1 and origin.why:
            yield _joined_line(material, origin)


def _joined_line(material: Material, origin: Origin) -> list[Part]:
    first_by_outlet = {material.articles[member].outlet: member for member in reversed(origin.articles)}
    members = [first_by_outlet[outlet] for outlet in sorted(first_by_outlet)]
    parts = [words("Counted as one origin: ")]
    for place, member in enumerate(members):
        parts += [words(", ")] if place else []
        parts.append(value(material.record, "outlet", member))
    return [*parts, words(_WHY[_telling(origin.why)])]


def _telling(why: Sequence[str]) -> str:
    """The rule that tells most of why articles are one origin; a family is what is left."""
    rules = [rule.split(":")[0] for rule in why]
    return next(rule for rule in _WHY if rule in rules)


def _dates(material: Material) -> Iterator[list[Part]]:
    record = material.record
    undated = value(record, "undated")
    if undated.text == value(record, "articles").text:
        yield [words("No source gave a publication time.")]
        return
    oldest, newest = value(record, "oldest"), value(record, "newest")
    if oldest.text == newest.text:
        yield [words("The newest report is of "), newest, words(".")]
    else:
        yield [words("The oldest report is of "), oldest, words(", the newest of "), newest, words(".")]
    if undated.text != "0":
        yield [undated, words(" of the articles gave no publication time.")]


def _notices(material: Material) -> Iterator[list[Part]]:
    for article in material.in_order:
        if article.notices:
            yield [
                words("An editorial note stands in "),
                value(material.record, "outlet", article.id),
                words("."),
            ]


def original(material: Material) -> tuple[Line, ...]:
    """Return the opening of the first report that reached us, whole sentences, marked where it is cut."""
    openings = (
        (article, list(_opening(material, article)))
        for article in material.in_order
        if not article.opinion and not _is_old(material, article)
    )
    found = next((one for one in openings if _opens_its_story(*one)), None)
    if found is None:
        return ()
    first, opening = found
    parts = [source(first, *opening[0])]
    for span in opening[1:]:
        parts += [words(" "), source(first, *span)]
    if opening[-1][1] < len(first.text.rstrip()):
        parts.append(words(" [cut]"))
    return (Line(parts=tuple(parts), evidence=tuple(evidence_at(first, *span) for span in opening)),)


def _opens_its_story(article: Article, opening: Sequence[Span]) -> bool:
    """Whether an opening is the report's own: a feed's furniture shares no word with the title above it."""
    title, words_ = bag(article.title), bag(" ".join(article.text[slice(*span)] for span in opening))
    return bool(words_) and (not title or bool(title.keys() & words_.keys()))


def _is_old(material: Material, article: Article) -> bool:
    """Whether an article is background to the story rather than its first report."""
    limit = timedelta(days=material.settings.policy.stale_after_days)
    published, told = article.published, material.told
    return published is not None and told is not None and told - published > limit


def _opening(material: Material, article: Article) -> Iterator[Span]:
    """The first whole sentences, from after any label or caption to the next, or to what fits at a glance."""
    start = -1
    for sentence in material.annotations[article.id].sentences:
        whole = is_whole(article.text[sentence.start : sentence.end])
        if start < 0 and not whole:
            continue
        start = sentence.start if start < 0 else start
        too_long = sentence.end - start > ORIGINAL_CHARACTERS and sentence.start > start
        if too_long or not whole:
            return
        yield sentence.start, sentence.end
