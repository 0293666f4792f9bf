"""Who is one witness: articles are joined into origins, and every join says why.

In this order (docs/verdicts.md): the same publisher family, the same credited wire, nearly the same
text, and an article that opens by citing another outlet of the story.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from aggregator.config import Policy
from aggregator.identity import near_duplicates, outlet_slug
from aggregator.models import Annotation, Article, Origin, SourceKind

# An outlet cited this early is where the report comes from; cited later it is one voice among others.
CITED_WITHIN_SENTENCES = 3

Join = tuple[str, str, str]
"""Two article ids, or an article id and a key they share, and why they are one."""


def find_origins(
    articles: Sequence[Article], annotations: Mapping[str, Annotation], policy: Policy
) -> tuple[Origin, ...]:
    """Return the origins of a story's articles, each article in exactly one."""
    parent: dict[str, str] = {article.id: article.id for article in articles}
    why: dict[str, set[str]] = {article.id: set() for article in articles}
    for a, b, reason in sorted(_joins(articles, annotations, policy)):
        why[a].add(reason)
        why[b].add(reason)
        root_a, root_b = sorted((_root(parent, a), _root(parent, b)))
        parent[root_b] = root_a
    return _grouped(articles, parent, why)


def _root(parent: dict[str, str], node: str) -> str:
    while parent[node] != node:
        node = parent[node]
    return node


def _grouped(
    articles: Sequence[Article], parent: dict[str, str], why: Mapping[str, set[str]]
) -> tuple[Origin, ...]:
    members: dict[str, list[Article]] = {}
    for article in sorted(articles, key=lambda article: article.id):
        members.setdefault(_root(parent, article.id), []).append(article)
    return tuple(
        Origin(
            id=root,
            articles=tuple(article.id for article in group),
            outlets=tuple(sorted({article.outlet for article in group if article.outlet})),
            why=tuple(sorted(set().union(*(why[article.id] for article in group)))),
        )
        for root, group in sorted(members.items())
    )


def _joins(
    articles: Sequence[Article], annotations: Mapping[str, Annotation], policy: Policy
) -> Iterator[Join]:
    yield from _chain(articles, _family, "family")
    yield from _chain(articles, _wire, "credit")
    texts = {article.id: article.text for article in articles if article.text}
    for group in near_duplicates(texts, containment=policy.copy_containment):
        first, *rest = sorted(group)
        yield from ((first, other, "copy") for other in rest)
    yield from _citations(articles, annotations)


def _chain(articles: Sequence[Article], key: Callable[[Article], str], reason: str) -> Iterator[Join]:
    first: dict[str, str] = {}
    for article in articles:
        value = key(article)
        if value and first.setdefault(value, article.id) != article.id:
            yield first[value], article.id, f"{reason}: {value}"


def _family(article: Article) -> str:
    return article.family or outlet_slug(article.outlet)


def _wire(article: Article) -> str:
    """The wire a text is credited to; a text with two wires is nobody's copy, the wire's own text is."""
    wires = {outlet_slug(credit) for credit in article.credits}
    if len(wires) == 1:
        return wires.pop()
    return "" if wires else _family(article)


def _citations(articles: Sequence[Article], annotations: Mapping[str, Annotation]) -> Iterator[Join]:
    by_outlet = {outlet_slug(article.outlet): article.id for article in reversed(articles) if article.outlet}
    for article in articles:
        for claim in annotations[article.id].claims:
            denied = claim.certainty <= 0  # who denies a report does not pass it on
            late = claim.sentence >= CITED_WITHIN_SENTENCES
            if late or denied or claim.source.kind is SourceKind.PERSON:
                continue
            cited = by_outlet.get(outlet_slug(claim.source.name)) if claim.source.name else None
            if cited and cited != article.id:
                yield article.id, cited, f"cited: {claim.source.name}"
