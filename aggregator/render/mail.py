"""The edition as a mail: HTML that mail programs show as meant, plain text beside it, both as one message.

    stories | as many, with as many lines, as fit | mail.html -> styles put into the elements (css-inline)
            | the same stories -> mail.txt            -> message (RFC 5322)

Mail programs drop style sheets and scripts and cut what is long, so there are tables with styles of their
own, and a limit. The message names no list and nobody it goes to: who sends it adds that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from css_inline import CSSInliner

from aggregator.evidence import sha256
from aggregator.render.templates import Templates
from aggregator.render.text import plain
from aggregator.render.views import BriefView, LineView, Site

FOLDER = "mail"
MOST_BYTES = 100_000
"""Gmail cuts the HTML of a message at 102 KB; the rest is left for what a sender adds."""

LINES = 3
"""Lines of each kind under a story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailStory:
    """A story in the mail. `link` leads to its page, "" without a public address; the last have no lines."""

    brief: BriefView
    link: str
    known: tuple[LineView, ...]
    unclear: tuple[LineView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MailView:
    """The mail: its stories, heaviest first, and how many more there are on the site."""

    stories: tuple[MailStory, ...]
    more: int


def mail_files(briefs: Sequence[BriefView], look: Templates, site: Site) -> dict[str, str]:
    """Return the mail as HTML, as plain text, and as a message that holds both, by path.

    Raises:
        TemplateError: if a template is missing or wrong.
    """
    mail, html = next(_fitting(briefs, look, site))
    text = look.render("mail.txt", "txt", mail=mail, site=site)
    return {
        f"{FOLDER}/edition.html": html,
        f"{FOLDER}/edition.txt": text,
        f"{FOLDER}/edition.eml": _message(text, html, site),
    }


def _fitting(briefs: Sequence[BriefView], look: Templates, site: Site) -> Iterator[tuple[MailView, str]]:
    """Yield the mails that are short enough, the fullest first; one of no story is taken as it is."""
    inliner = CSSInliner(extra_css=str(look.text("mail.css")), load_remote_stylesheets=False)
    for shown, detailed in _sizes(len(briefs)):
        mail = _view(briefs, shown, detailed, site)
        html = inliner.inline(look.render("mail.html", "html", mail=mail, site=site)) + "\n"
        if len(html.encode()) <= MOST_BYTES or not shown:
            yield mail, html


def _sizes(count: int) -> Iterator[tuple[int, int]]:
    """Yield how many stories are shown, and how many with lines: first fewer lines, then fewer stories."""
    detailed = count
    while detailed:
        yield count, detailed
        detailed = detailed * 2 // 3
    while count:
        yield count, 0
        count = count * 2 // 3
    yield 0, 0


def _view(briefs: Sequence[BriefView], shown: int, detailed: int, site: Site) -> MailView:
    stories = tuple(
        MailStory(
            brief=brief,
            link=f"{site.base_url}stories/{brief.slug}/" if site.base_url else "",
            known=_lines(brief, "known") if place < detailed else (),
            unclear=_lines(brief, "unclear") if place < detailed else (),
        )
        for place, brief in enumerate(briefs[:shown])
    )
    return MailView(stories=stories, more=len(briefs) - shown)


def _lines(brief: BriefView, key: str) -> tuple[LineView, ...]:
    return next((section.lines[:LINES] for section in brief.sections if section.key == key), ())


def _message(text: str, html: str, site: Site) -> str:
    """Return both as one message, with nothing in it that the edition does not decide."""
    mark = sha256(f"{site.title} {site.at.isoformat()} {html}")[:32]
    message = EmailMessage(policy=SMTP)
    message["Subject"] = f"{plain(site.title)}, {site.at.date().isoformat()}"
    message["Date"] = format_datetime(site.at)
    message["Message-ID"] = f"<{mark}@aggregator.invalid>"
    if site.contact_link.startswith("mailto:"):
        message["From"] = plain(site.contact)
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    message.set_boundary(f"=_{mark}")
    return message.as_bytes().decode("ascii")
