"""docs/edition.md names every file of a site, every template and every value a template sees."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from jinja2 import meta, nodes

from aggregator.render import render_edition, views
from aggregator.render.build import ORDER
from aggregator.render.documents import schema_id
from aggregator.render.mail import MailStory, MailView
from aggregator.render.search import SearchView
from aggregator.render.templates import Form, Templates, shipped, standard
from tests.render.sample import edition

DOCS = Path(__file__).parents[2] / "docs" / "edition.md"
NAMED = set(re.findall(r"`([^`\n]+)`", DOCS.read_text(encoding="utf-8")))

VIEWS = [view for view in vars(views).values() if isinstance(view, type) and is_dataclass(view)]
VIEWS += [SearchView, MailView, MailStory]


def test_every_file_of_a_site_is_documented() -> None:
    folders = {"stories": "slug", "archive": "day", "categories": "category", "feeds": "category"}
    paths = {
        re.sub(r"^(\w+)/[^/]+/", lambda found: f"{found[1]}/<{folders[found[1]]}>/", path)
        for path in render_edition(edition(base_url="https://brief.example/"))
    }
    assert {re.sub(r"^search/[\d-]+", "search/<month>", path) for path in paths} <= NAMED


def test_every_template_is_documented() -> None:
    assert {path.name for path in shipped().iterdir()} <= NAMED


def documented() -> dict[str, set[str]]:
    """Return what each template sees, as the table of the page has it."""
    rows = re.findall(
        r"^\| (`[\w., `]+`) \| [^|]+ \| (`.+`) \|$", DOCS.read_text(encoding="utf-8"), re.MULTILINE
    )
    return {
        name: set(re.findall(r"`(\w+)`", sees))
        for names, sees in rows
        if "`story.html`" not in sees
        for name in re.findall(r"`([\w.]+)`", names)
    }


def test_every_template_sees_what_is_documented_and_asks_for_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given: dict[str, set[str]] = {}

    def noted(make: Callable[..., Any]) -> Callable[..., Any]:
        def making(self: Templates, name: str, form: Form, **context: object) -> Any:
            given[name] = set(context)
            return make(self, name, form, **context)

        return making

    for way in ("render", "pieces"):
        monkeypatch.setattr(Templates, way, noted(getattr(Templates, way)))
    render_edition(edition(base_url="https://brief.example/"))
    assert given == documented()
    for name, sees in given.items():
        parsed = standard()._environments["html"].parse((shipped() / name).read_text(encoding="utf-8"))
        made = {node.target for node in parsed.find_all(nodes.Import)}
        made |= {
            node.target.name for node in parsed.find_all(nodes.Assign) if isinstance(node.target, nodes.Name)
        }
        assert meta.find_undeclared_variables(parsed) - made <= sees


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__)
def test_every_value_a_template_sees_is_documented(view: type) -> None:
    properties = {name for name, value in vars(view).items() if isinstance(value, property)}
    assert {field.name for field in fields(view)} | properties <= NAMED


def test_section_keys_filters_and_the_schema_are_documented() -> None:
    assert {*ORDER, "day", "moment", "counted", "target", schema_id("brief")} <= NAMED
