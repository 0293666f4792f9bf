"""What every page of an edition is made with: the edition around it and the templates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from aggregator.models import Edition
from aggregator.render.templates import Templates
from aggregator.render.text import contact_link
from aggregator.render.views import Site


def public(edition: Edition) -> str:
    """Return the public address of an edition, ending in a slash, "" if it has none."""
    return edition.base_url.rstrip("/") + "/" if edition.base_url else ""


@dataclass(frozen=True, slots=True)
class Frame:
    """An edition (only what stands around its stories is asked of it) and its templates."""

    edition: Edition
    look: Templates

    @property
    def base_url(self) -> str:
        """The public address, ending in a slash, or ""."""
        return public(self.edition)

    def site(self, root: str) -> Site:
        """Return the edition as a page sees it from which `root` leads up to the top folder."""
        edition = self.edition
        return Site(
            title=edition.title,
            root=root,
            base_url=self.base_url,
            at=edition.at,
            language=edition.language,
            contact=edition.contact,
            contact_link=contact_link(edition.contact),
        )

    def html(self, name: str, root: str, **context: object) -> str:
        """Return a page.

        Raises:
            TemplateError: if a template is missing or wrong.
        """
        return "".join(self.pieces(name, root, **context))

    def pieces(self, name: str, root: str, **context: object) -> Iterator[str]:
        """Yield a page that lists all stories piece by piece.

        Raises:
            TemplateError: as `html`.
        """
        look = self.look
        return look.pieces(
            name, "html", site=self.site(root), style=look.style, policy=look.policy, **context
        )
