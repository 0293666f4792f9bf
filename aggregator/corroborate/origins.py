"""Who is one witness: articles are gathered into origins, and every gathering says why.

Each article has one key, the first of these that holds (docs/verdicts.md):

1. a text nearly the same as another's has that one's key (`copy`),
2. a text credited to one wire has the wire's (`credit`),
3. a text whose first sentence cites another outlet of the story has that one's (`cited`),
4. all others have their publisher family's (`family`).

Articles of one key are one origin. A paper that prints wire copy in the morning and its own report at
night is two witnesses, and its own report does not tie the wire to its family.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aggregator.config import Policy
from aggregator.identity import near_duplicates, outlet_slug
from aggregator.models import Annotation, Article, Claim, Origin, SourceKind

Key = tuple[str, str]
"""A witness and why an article counts as it."""


def find_origins(
    articles: Sequence[Article], annotations: Mapping[str, Annotation], policy: Policy
) -> tuple[Origin, ...]:
    """Return the origins of a story's articles, each article in exactly one."""
    articles = sorted(articles, key=lambda article: article.id)
    keys = {article.id: _own_key(article) for article in articles}
    keys |= _cited_keys(articles, annotations, keys)
    keys |= _copied_keys(articles, keys, policy)
    members: dict[str, list[Article]] = {}
    for article in articles:
        members.setdefault(keys[article.id][0], []).append(article)
    found = [_origin(group, {keys[article.id][1] for article in group}) for group in members.values()]
    return tuple(sorted(found, key=lambda origin: origin.id))


def _origin(group: Sequence[Article], why: set[str]) -> Origin:
    return Origin(
        id=group[0].id,
        articles=tuple(article.id for article in group),
        outlets=tuple(sorted({article.outlet for article in group if article.outlet})),
        why=tuple(sorted(why)) if len(group) > 1 else (),
    )


def _own_key(article: Article) -> Key:
    """The credited wire, or the publisher; a text credited to several wires is nobody's copy."""
    wires = {outlet_slug(credit) for credit in article.credits} - {""}
    family = article.family or outlet_slug(article.outlet) or article.id
    if len(wires) == 1:
        wire = wires.pop()
        return wire, f"credit: {article.credits[0]}" if wire != family else "family"
    return family, "family"


def _cited_keys(
    articles: Sequence[Article], annotations: Mapping[str, Annotation], keys: Mapping[str, Key]
) -> dict[str, Key]:
    by_outlet = outlets_of(articles)
    found = {}
    for article in articles:
        for claim in annotations[article.id].claims:
            cited = by_outlet.get(cited_outlet(claim)) if claim.sentence == 0 else None
            if cited and cited.id != article.id and keys[article.id][1] == "family":
                found[article.id] = (keys[cited.id][0], f"cited: {cited.outlet}")
    return found


def outlets_of(articles: Sequence[Article]) -> dict[str, Article]:
    """Return one article of each outlet, by the outlet's slug."""
    return {outlet_slug(article.outlet): article for article in reversed(articles) if article.outlet}


def cited_outlet(claim: Claim) -> str:
    """Return the slug of who a claim is passed on from, "" if it is denied or a person's own word."""
    passed_on = claim.certainty > 0 and claim.source.kind is not SourceKind.PERSON
    return outlet_slug(claim.source.name) if passed_on and claim.source.name else ""


def _copied_keys(articles: Sequence[Article], keys: Mapping[str, Key], policy: Policy) -> dict[str, Key]:
    """Near-duplicates take the key of the one that is credited to a wire, else of the oldest."""
    by_id = {article.id: article for article in articles}
    texts = {article.id: article.text for article in articles if article.text}
    found = {}
    for group in near_duplicates(texts, containment=policy.copy_containment):
        first = min((by_id[member] for member in group), key=lambda article: _precedence(article, keys))
        for member in sorted(group):
            if member != first.id and keys[member][0] != keys[first.id][0]:
                found[member] = (keys[first.id][0], "copy")
    return found


def _precedence(article: Article, keys: Mapping[str, Key]) -> tuple[bool, bool, str, str]:
    published = article.published
    credited = keys[article.id][1].startswith("credit")
    return not credited, published is None, published.isoformat() if published else "", article.id
