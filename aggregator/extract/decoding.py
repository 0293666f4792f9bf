"""Bytes from outside to text: the right encoding, no control or direction-changing characters."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,500}>")
DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
DECLARED_WITHIN = 4096
"""Bytes in which a page may declare its encoding (HTML says 1024; real pages are later)."""

TEXT_CODECS = re.compile(
    r"utf|iso|windows|cp|koi8|gb|big5|shift|sjis|euc|mac|ascii|us-ascii|latin|tis|hz|johab|ms|x-",
    re.IGNORECASE,
)
"""Only these are tried by name: Python also knows codecs such as `unicode_escape` that are no encodings."""

SUPERSETS = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
}
"""As browsers read them (encoding.spec.whatwg.org): the label names a part of what is really used."""

BROKEN_SHARE = 0.01
"""A text with fewer wrong bytes than this share is that encoding with damage (a cut page, a stray byte)."""

GUESS_SAMPLE = 20_000
"""Bytes given to the guesser, which is slow."""

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# C0 and C1 controls but tab, newline and return; marks that hide or turn text (U+200B..F, 202A..E, 2060..F),
# soft hyphens, byte order marks, lone surrogates, non-characters.
UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff\ufff9-\uffff]"
)


def decode(body: bytes, content_type: str = "") -> str:
    """Return the text of a page or file; never fails, damaged bytes become U+FFFD.

    A byte order mark decides; then valid UTF-8 (other encodings hardly ever are); then what the
    header and the page declare; then a guess.
    """
    for mark, name in BOMS:
        if body.startswith(mark):
            return body.decode(name, "replace")
    try:
        return body.decode()
    except UnicodeDecodeError:
        return _decode_other(body, content_type)


def _decode_other(body: bytes, content_type: str) -> str:
    header = DECLARED.findall(content_type.encode("ascii", "replace"))
    names = [name.decode("ascii") for name in header + DECLARED.findall(body[:DECLARED_WITHIN])]
    for name in names or ["utf-8"]:
        text = _try(body, name)
        if text is not None:
            return text
    best = from_bytes(body[:GUESS_SAMPLE]).best()
    return body.decode(best.encoding if best else "utf-8", "replace")


def _try(body: bytes, name: str) -> str | None:
    if not TEXT_CODECS.match(name):
        return None
    try:
        known = codecs.lookup(name).name
        text = body.decode(SUPERSETS.get(known, known), "replace")
    except (LookupError, ValueError):
        return None
    return text if text.count("\ufffd") <= BROKEN_SHARE * len(text) else None


def without_controls(text: str) -> str:
    """Return the text without characters that are not meant to be read."""
    return UNWANTED.sub("", text)


def headline(text: str, limit: int) -> str:
    """Return a title in one line without anything that looks like a tag; no headline needs one."""
    return one_line(_TAG.sub(" ", text), limit)


def one_line(text: str, limit: int = 0) -> str:
    """Return the text on one line, spaces folded, cut to `limit` characters at a word (0: not cut)."""
    line = " ".join(without_controls(text).split())
    if limit and len(line) > limit:
        line = line[:limit].rsplit(" ", 1)[0]
    return line
