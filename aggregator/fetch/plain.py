"""Text from outside as plain text: no markup, no entities, nothing invisible, bounded. Pure.

A title becomes one line; a body keeps its paragraphs, separated by a blank line.
"""

from __future__ import annotations

import html
import re
import unicodedata

import nh3

MAX_TITLE = 300
"""Characters of a title; the longest headlines have about 200."""
MAX_TEXT = 200_000
"""Characters of a text; the longest magazine pieces have about 100,000."""
MAX_MARKUP = 400_000
"""Characters of HTML that are read of one item."""
MAX_TAGS = 5_000
"""Opening angle brackets up to which HTML is parsed properly. The parser needs time that grows with the
square of their depth; 5,000 nested ones take it a tenth of a second. No article has as many."""

PARAGRAPHS = frozenset(
    "p div br h1 h2 h3 h4 h5 h6 li ul ol blockquote section article tr td th table pre dd dt hr".split()
)
UNREAD = frozenset(
    "script style figcaption iframe svg math noscript template audio video button select".split()
)
"""Elements whose text is not part of what the writer wrote. Those that people forget to close are not
among them: all text up to the end would be lost."""

# Made once: to make one takes longer than to clean the text of an item.
_CLEANER = nh3.Cleaner(tags=set(PARAGRAPHS), clean_content_tags=set(UNREAD), attributes={}, link_rel=None)
_MARKUP = re.compile(r"<[/!?]?[a-zA-Z][^<>]*>|<!--")
_ENTITY = re.compile(r"&#?\w{1,32};")
_BLOCK = re.compile(r"</?(?:p|div|h[1-6]|li|[uo]l|blockquote|section|article|tr|table|pre|d[dt]|hr)>")
_BREAKS = re.compile(r"(?:<br>\s*){2,}")
_ANY_TAG = re.compile(r"<[^<>]*>")
_BLANK_LINE = re.compile(r"\n\s*\n")
_ESCAPED_TWICE = re.compile(r"</?(?:p|div|br|a|span|strong|em|img|b|i)(?:\s[^<>]*)?/?>", re.IGNORECASE)

_DROPPED = dict.fromkeys(
    [
        *(code for code in range(0x20) if chr(code) not in "\t\n\r\f\v"),
        *range(0x7F, 0xA0),
        *range(0xD800, 0xE000),  # halves of pairs; they cannot be written as UTF-8
        *(0xAD, 0x200B, 0x2060, 0xFEFF),  # soft hyphen, zero-width space and joiner, byte order mark
        *(0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)),  # text direction
        *range(0xFFF9, 0xFFFC),  # interlinear annotation
        *range(0xE0000, 0xE0080),  # tags, which hide text in text
    ]
)
"""Characters that cannot be seen but can change what is: control and direction marks."""


def visible(text: str) -> str:
    """Return `text` without characters that cannot be seen, composed (NFC)."""
    return unicodedata.normalize("NFC", text.translate(_DROPPED))


def plain_line(text: str, most: int = MAX_TITLE) -> str:
    """Return `text`, which may hold markup and entities, also escaped twice, as one plain line."""
    text = visible(text[:MAX_MARKUP])
    for _ in range(3):
        if _MARKUP.search(text):
            text = _without_tags(text)
        elif not _ENTITY.search(text):
            break
        text = visible(html.unescape(text))
    return shortened(" ".join(text.split()), most)


def plain_text(markup: str) -> str:
    """Return HTML as paragraphs of plain text; text without any markup keeps its blank lines."""
    markup = visible(markup[:MAX_MARKUP])
    text = _paragraphs(markup)
    # Feeds that escape their HTML twice show it as text.
    return _paragraphs(text) if _ESCAPED_TWICE.search(text) else text


def shortened(text: str, most: int) -> str:
    """Return `text` cut to `most` characters at a word, with an ellipsis if it was cut."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    return (head.rpartition(" ")[0] or head).rstrip(" ,;:-–—") + "…"


def _paragraphs(markup: str) -> str:
    if not _MARKUP.search(markup):
        pieces = _BLANK_LINE.split(markup)
    else:
        pieces = _BLOCK.split(_BREAKS.sub("<p>", _cleaned(markup)))
    lines = (" ".join(visible(html.unescape(_ANY_TAG.sub(" ", piece))).split()) for piece in pieces)
    return "\n\n".join(line for line in lines if line)


def _cleaned(markup: str) -> str:
    """Return well-formed HTML of paragraph elements alone, without attributes."""
    if markup.count("<") > MAX_TAGS:
        return html.escape(html.unescape(_ANY_TAG.sub(" ", markup)), quote=False)
    return _CLEANER.clean(markup)


def _without_tags(markup: str) -> str:
    return _ANY_TAG.sub(" ", _cleaned(markup))
