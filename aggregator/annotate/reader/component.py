"""The reader as a spaCy component: a `Doc` of one sentence in, the same `Doc` with its annotations out."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Span

from aggregator.annotate.reader.decoding import Reading, read

NAME = "aggregator_reader"
KEY = "reading"
"""Where `Doc.user_data` holds the whole `Reading`, over the tokens that are no white space."""


@Language.component(NAME, assigns=["token.tag", "token.head", "token.dep", "doc.ents"])
def reader(doc: Doc) -> Doc:
    """Set tags, heads, relations and names of a sentence; the rest stands in ``doc.user_data["reading"]``."""
    tokens = [token for token in doc if not token.is_space]
    if not tokens:
        return doc
    reading = read([token.text for token in tokens])
    doc.user_data[KEY] = reading
    for token, tag, head, relation in zip(
        tokens, reading.tags, reading.heads, reading.relations, strict=True
    ):
        token.tag_ = tag
        token.dep_ = relation
        token.head = token if head < 0 else tokens[head]
    for token in doc:
        if token.is_space and len(doc) > 1:
            token.head = tokens[0]
    doc.set_ents(
        [
            Span(doc, tokens[start].i, tokens[end - 1].i + 1, label=label)
            for start, end, label in reading.names
        ]
    )
    return doc


def reading_of(doc: Doc) -> Reading | None:
    """Return what the component found; None for a `Doc` of white space."""
    found: Reading | None = doc.user_data.get(KEY)
    return found
