"""Text from outside made fit for each form: nothing hidden in it, nothing in it that acts.

`plain` is what every form starts from: one line, no control characters, no marks that reorder the text
around them. `markdown` and `http_url` are what the forms with links add.
"""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from urllib.parse import quote, urlsplit

from markupsafe import Markup

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

# Control characters, bidirectional overrides (CVE-2021-42574), characters without a glyph, lone
# surrogates, tag characters. Joiners (U+200C, U+200D) stay: Persian, Hindi and emoji need them.
_HIDDEN = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    r"\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
# CommonMark 0.31 lets any ASCII punctuation be escaped; these can open inline markup, HTML or a table cell.
_ACTIVE = re.compile(r"[\\`*_\[\]<>&|~#]")
# At the start of a text these would open a list, a heading's underline or a quotation.
_OPENER = re.compile(r"^([-+=]|\d{1,9}(?=[.)]))")
# GitHub's flavour turns bare addresses into links.
_ADDRESS = re.compile(r"(?i)\b(https?|ftp)(?=://)|\bwww(?=\.)|(?<=\w)(?=@\w)")
_NOT_IN_ADDRESS = re.compile(r"[\s\"<>\\^`{|}]")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ENTITY = re.compile(r"&(?=#?\w+;)")


def plain(text: str) -> str:
    """Return `text` on one line, white space folded, hidden characters gone."""
    return " ".join(_HIDDEN.sub("", text).split())


def words(code: str) -> str:
    """Return a code as words: "read_in_full" -> "read in full"."""
    return plain(code.replace("_", " ").replace("-", " "))


def markdown(text: str) -> str:
    """Return `text` as Markdown (CommonMark and GitHub's flavour) that shows as that very text."""
    escaped = _ACTIVE.sub(r"\\\g<0>", plain(text))
    escaped = _ADDRESS.sub(_broken, escaped)
    return _OPENER.sub(_opened, escaped)


def _broken(found: re.Match[str]) -> str:
    return found[0] + "\\" if found[0] else "\\"


def _opened(found: re.Match[str]) -> str:
    return f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}"


def http_url(address: str) -> str:
    """Return an address fit for a link, or "" for one that is not plain http or https.

    An address with a user name in it is refused: "https://bank.example@elsewhere.example" deceives.
    """
    address = plain(address)
    try:
        split = urlsplit(address)
        fit = split.scheme in {"http", "https"} and split.hostname and split.username is None
    except ValueError:
        return ""
    return _NOT_IN_ADDRESS.sub(lambda found: quote(found[0], safe=""), address) if fit else ""


def contact_link(contact: str) -> str:
    """Return the link to a mail address or to a plain http or https address, "" for anything else."""
    if _MAIL.fullmatch(plain(contact)):
        return f"mailto:{quote(plain(contact), safe='@')}"
    return http_url(contact)


def markdown_target(address: str) -> Markup:
    """Return an address of `http_url`, or one of our own, as it stands between `<` and `>` in Markdown."""
    return Markup(_ENTITY.sub(r"\&", address))  # noqa: S704 - not HTML; `http_url` let no "<" or ">" in


def day(time: date) -> str:
    """Return "15 September 2026"; spelled here because strftime's months follow the machine's locale."""
    return f"{time.day} {MONTHS[time.month - 1]} {time.year}"


def weekday(time: date) -> str:
    """Return "Tuesday"."""
    return WEEKDAYS[time.weekday()]


def short_day(time: datetime) -> str:
    """Return "15 Sep 2026"."""
    return f"{time.day} {MONTHS[time.month - 1][:3]} {time.year}"


def moment(time: datetime) -> str:
    """Return "15 Sep 2026, 14:02 UTC"."""
    return f"{short_day(time)}, {time:%H:%M} UTC"


def as_of(iso: str) -> str:
    """Return an ISO date or time as people write it; a month, a year or anything else stays as it is."""
    try:
        time = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    return moment(time) if "T" in iso else short_day(time)


def counted(count: int, one: str, many: str = "") -> str:
    """Return "1 outlet", "2 outlets"."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def script_json(value: object) -> Markup:
    """Return `value` as JSON that cannot end the `<script>` element it stands in."""
    raw = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        raw = raw.replace(char, f"\\u{ord(char):04x}")
    return Markup(raw)  # noqa: S704 - every character that means something to HTML is escaped above
