"""The JSON line of `aggregator annotate`: the article as given, with all that was found in it."""

from __future__ import annotations

from typing import Any

from aggregator.models import Annotation, Article, Claim, Figure


def record(article: Article, annotation: Annotation) -> dict[str, Any]:
    """Return an article and its annotation as one JSON object; offsets count characters of `text`."""
    return {
        "id": article.id,
        "url": article.url,
        "outlet": article.outlet,
        "title": article.title,
        "published": article.published.isoformat() if article.published else None,
        "text": article.text,
        "sentences": [
            {
                "start": one.start,
                "end": one.end,
                "role": one.role.value,
                "open_question": one.open_question,
                "open_span": list(one.open_span) if one.open_span else None,
            }
            for one in annotation.sentences
        ],
        "entities": [
            {"start": one.start, "end": one.end, "label": one.label, "name": one.name}
            for one in annotation.entities
        ],
        "events": [
            {"start": one.start, "end": one.end, "certainty": one.certainty, "cues": list(one.cues)}
            for one in annotation.events
        ],
        "claims": [_claim(one) for one in annotation.claims],
    }


def _claim(claim: Claim) -> dict[str, Any]:
    source = claim.source
    return {
        "start": claim.start,
        "end": claim.end,
        "sentence": claim.sentence,
        "content": list(claim.content),
        "source": {
            "kind": source.kind.value,
            "start": source.start,
            "end": source.end,
            "name": source.name,
            "role": source.role,
        },
        "cue": list(claim.cue) if claim.cue else None,
        "certainty": claim.certainty,
        "polarity": claim.polarity,
        "future": claim.future,
        "opinion": claim.opinion,
        "formal_act": claim.formal_act,
        "hedges": [list(span) for span in claim.hedges],
        "figures": [_figure(one) for one in claim.figures],
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "start": figure.start,
        "end": figure.end,
        "value": figure.value,
        "high": figure.high,
        "unit": figure.unit,
        "counted": figure.counted,
        "qualifier": figure.qualifier,
        "as_of": figure.as_of,
    }
