"""The files of one story: its page, the same in other forms, its ledger, its feeds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from aggregator.models import Brief
from aggregator.render import documents, feeds
from aggregator.render.build import brief_view
from aggregator.render.channels import of_story
from aggregator.render.frame import Frame
from aggregator.render.ledger import story_ledger
from aggregator.render.ledger_files import csv_head, csv_rows, json_rows, ledger_json
from aggregator.render.spool import Spool
from aggregator.render.templates import Templates
from aggregator.render.views import BriefView, LedgerView, Site

Form = Literal["html", "md", "txt"]

ROOT = "../../"
"""The way from a story's page to the top folder."""


class StoryFiles:
    """A story with all its files; `brief_json` and the ledger's rows are also parts of the edition's."""

    def __init__(self, brief: Brief, frame: Frame) -> None:
        self._frame = frame
        self.view: BriefView = brief_view(brief, frame.site(ROOT))
        self.ledger: LedgerView = story_ledger(brief, self.view)
        self.brief_json = documents.brief_json(brief)
        self._csv_rows = csv_rows(self.ledger.rows)

    def files(self) -> Iterator[tuple[str, str]]:
        """Yield the path and the text of each file but its feeds."""
        folder, look, site = f"stories/{self.view.slug}/", self._frame.look, self._frame.site(ROOT)
        yield f"{folder}index.html", brief_page(self.view, "html", look, site)
        yield f"{folder}brief.md", brief_page(self.view, "md", look, site)
        yield f"{folder}brief.txt", brief_page(self.view, "txt", look, site)
        yield f"{folder}brief.json", self.brief_json
        yield f"{folder}ledger.html", self._frame.html("ledger.html", ROOT, ledger=self.ledger)
        yield f"{folder}ledger.csv", csv_head() + self._csv_rows
        yield f"{folder}ledger.json", ledger_json(self.ledger)

    def feeds(self) -> Iterator[tuple[str, Iterable[bytes]]]:
        """Yield the path and the content of its feeds."""
        return feeds.files(of_story(self._frame.edition, self.view, self._frame.base_url))

    def set_aside(self, edition_json: Spool, edition_csv: Spool, edition_ledger: Spool) -> None:
        """Set aside what the edition's own files say of this story."""
        edition_json.add(self.brief_json.rstrip())
        edition_csv.add(self._csv_rows)
        edition_ledger.add(*json_rows(self.ledger.rows))


def brief_page(view: BriefView, form: Form, look: Templates, site: Site | None) -> str:
    """Return a brief as HTML, Markdown or plain text.

    Raises:
        TemplateError: if a template is missing or wrong.
    """
    name = "story.html" if form == "html" else f"brief.{form}"
    return look.render(name, form, brief=view, site=site, style=look.style, policy=look.policy)
