"""From pages, feed items and files to articles.

`extract_page` reads one HTML page, `article_from_entry` a feed's item with or without its page, `read_input`
a file. `clean_text` takes out of a text what is no sentence of it. All return what they could not read as a
`Problem` and raise nothing.
"""

from __future__ import annotations

from aggregator.extract.clean import CleanText, clean_text
from aggregator.extract.entries import article_from_entry
from aggregator.extract.inputs import read_input
from aggregator.extract.language import ENGLISH
from aggregator.extract.page import article_record, extract_page

__all__ = [
    "ENGLISH",
    "CleanText",
    "article_from_entry",
    "article_record",
    "clean_text",
    "extract_page",
    "read_input",
]
