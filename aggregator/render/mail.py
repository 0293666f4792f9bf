"""The edition as a mail: HTML that mail programs show as meant, plain text beside it, both as one message.

    stories | as many, with as many lines, as fit | mail.html -> styles put into the elements (css-inline)
            | the same stories -> mail.txt            -> message (RFC 5322)

Mail programs drop style sheets and scripts and cut what is long, so there are tables with styles of their
own, and a limit. The message names no list and nobody it goes to: who sends it adds that.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache

from css_inline import CSSInliner

from aggregator.evidence import sha256
from aggregator.render.templates import Templates
from aggregator.render.text import plain
from aggregator.render.views import Site, TeaserLine, TeaserView

FOLDER = "mail"
MOST_BYTES = 100_000
"""Gmail cuts the HTML of a message at 102 KB; the rest is left for what a sender adds."""


MOST_STORIES = 200
"""Stories that may stand in a mail: the styles of more alone would be too long."""

MOST_WITH_LINES = 100
"""Stories that may have lines there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailStory:
    """A story in the mail. `link` leads to its page, "" without a public address; the last have no lines."""

    brief: TeaserView
    link: str
    known: tuple[TeaserLine, ...]
    unclear: tuple[TeaserLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MailView:
    """The mail: its stories, heaviest first, and how many more there are on the site."""

    stories: tuple[MailStory, ...]
    more: int


def mail_files(stories: Sequence[TeaserView], look: Templates, site: Site) -> dict[str, str]:
    """Return the mail as HTML, as plain text, and as a message that holds both, by path.

    Raises:
        TemplateError: if a template is missing or wrong.
    """
    mail, html = _fullest(stories, look, site)
    text = look.render("mail.txt", "txt", mail=mail, site=site)
    return {
        f"{FOLDER}/edition.html": html,
        f"{FOLDER}/edition.txt": text,
        f"{FOLDER}/edition.eml": _message(text, html, site),
    }


def _fullest(stories: Sequence[TeaserView], look: Templates, site: Site) -> tuple[MailView, str]:
    """Return the fullest mail that is short enough; one of no story is taken as it is."""
    inliner = CSSInliner(extra_css=str(look.text("mail.css")), load_remote_stylesheets=False)

    @cache
    def made(size: tuple[int, int]) -> tuple[MailView, str]:
        mail = _view(stories, *size, site)
        return mail, inliner.inline(look.render("mail.html", "html", mail=mail, site=site)) + "\n"

    sizes = tuple(_sizes(min(len(stories), MOST_STORIES)))
    place = bisect_left(sizes, -MOST_BYTES, key=lambda size: -len(made(size)[1].encode()))
    return made(sizes[min(place, len(sizes) - 1)])


def _sizes(count: int) -> Iterator[tuple[int, int]]:
    """Yield how many stories are shown, and how many with lines: first fewer lines, then fewer stories."""
    detailed = min(count, MOST_WITH_LINES)
    while detailed:
        yield count, detailed
        detailed = detailed * 2 // 3
    while count:
        yield count, 0
        count = count * 2 // 3
    yield 0, 0


def _view(stories: Sequence[TeaserView], shown: int, detailed: int, site: Site) -> MailView:
    told = tuple(
        MailStory(
            brief=brief,
            link=f"{site.base_url}stories/{brief.slug}/" if site.base_url else "",
            known=brief.top_known if place < detailed else (),
            unclear=brief.top_unclear if place < detailed else (),
        )
        for place, brief in enumerate(stories[:shown])
    )
    return MailView(stories=told, more=len(stories) - shown)


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
