"""The search index: every story once, in the month of its last change; same stories, same bytes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import lxml.html
import pytest

from aggregator.errors import PublishError
from aggregator.publish import archived_indexes, publish
from aggregator.render import edition_files, render_edition
from aggregator.render.text import plain
from tests.render.sample import AT, HOSTILE, edition, full_brief

MONTH = "search/2026-09.json"


def months(files: dict[str, bytes]) -> dict[str, bytes]:
    return {path[7:14]: raw for path, raw in files.items() if path.startswith("search/20")}


def later(at: datetime, *slugs: str) -> dict[str, Any]:
    briefs = tuple(replace(full_brief(), slug=slug, updated=at, related=()) for slug in slugs)
    return {"at": at, "briefs": briefs}


def slugs(raw: bytes) -> list[str]:
    return [story["slug"] for story in json.loads(raw)["stories"]]


def test_a_month_holds_each_story_once_and_nothing_that_is_not_printed() -> None:
    content = json.loads(render_edition(edition())[MONTH])
    assert list(content) == ["stories"]
    assert sorted(slugs(render_edition(edition())[MONTH])) == sorted(brief.slug for brief in edition().briefs)
    printed = {"slug", "title", "summary", "category", "day", "outlets"}
    assert all(set(story) == printed for story in content["stories"])


def test_a_month_with_an_index_of_an_earlier_version_is_read() -> None:
    first = months(render_edition(edition(**later(AT, "old"))))
    before = {month: json.dumps(json.loads(raw) | {"index": {}}).encode() for month, raw in first.items()}
    again = render_edition(edition(**later(AT + timedelta(hours=5), "new")), indexes=before)
    assert (slugs(again[MONTH]), list(json.loads(again[MONTH]))) == (["old", "new"], ["stories"])


def test_a_story_is_searched_with_its_outlets_category_and_day() -> None:
    stories = json.loads(render_edition(edition())[MONTH])["stories"]
    (story,) = (one for one in stories if one["slug"] == full_brief().slug)
    assert story["outlets"] == sorted({source.outlet for source in full_brief().sources})
    assert (story["category"], story["day"]) == ("World", "2026-09-15")


def test_stories_published_before_stay_and_a_story_of_both_stands_once() -> None:
    first = months(render_edition(edition(**later(AT, "old", "both"))))
    again = render_edition(edition(**later(AT + timedelta(hours=5), "both", "new")), indexes=first)
    assert sorted(slugs(again[MONTH])) == ["both", "new", "old"]


def test_a_story_moves_to_the_month_of_its_last_change() -> None:
    first = months(render_edition(edition(**later(AT, "old", "both"))))
    october = AT + timedelta(days=20)
    second = render_edition(edition(**later(october, "both")), indexes=first)
    assert {month: slugs(raw) for month, raw in months(second).items()} == {
        "2026-10": ["both"],
        "2026-09": ["old"],
    }


def test_a_month_nothing_of_which_changed_keeps_its_bytes() -> None:
    first = months(render_edition(edition(**later(AT, "old"))))
    marked = {month: raw[:-1] + b" \n" for month, raw in first.items()}
    second = render_edition(edition(**later(AT + timedelta(days=20), "new")), indexes=marked)
    assert second[MONTH] == marked["2026-09"]


def test_rendering_again_over_its_own_index_changes_nothing() -> None:
    files = render_edition(edition())
    assert render_edition(edition(), indexes=months(files)) == files


def test_a_damaged_index_is_named() -> None:
    for raw in (b"{", b"{}", b'{"stories": [{"slug": "x"}]}', b"\xff"):
        with pytest.raises(PublishError, match=r"search/2026-08\.json"):
            render_edition(edition(), indexes={"2026-08": raw})


def test_published_indexes_are_read_back(tmp_path: Any) -> None:
    files = render_edition(edition())
    folder = publish(edition_files(edition()), tmp_path, edition().id)
    assert dict(archived_indexes(folder)) == months(files)
    assert archived_indexes(tmp_path / "none") == {}


def test_the_page_offers_what_there_is_and_its_policy_lets_in_its_own_scripts_alone() -> None:
    tree = lxml.html.document_fromstring(render_edition(edition())["search/index.html"].decode())
    assert tree.xpath("//form/@data-months") == ["2026-09"]
    assert tree.xpath("//select[@id='category']/option/text()")[1:] == sorted(
        {"Politics", "World", "Business", "Science", "Sport"}
    )
    assert tree.xpath("//script/@src") == ["search.js"]
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert (rules["default-src"], rules["script-src"], rules["connect-src"]) == ("'none'", "'self'", "'self'")
    assert tree.xpath("//noscript//a/@href") == ["../archive/index.html"]


def test_hostile_names_stay_text() -> None:
    sources = tuple(replace(one, outlet=HOSTILE[0]) for one in full_brief().sources)
    brief = replace(full_brief(), title=HOSTILE[4], sources=sources, related=())
    files = render_edition(edition(briefs=(brief,)))
    tree = lxml.html.document_fromstring(files["search/index.html"].decode())
    assert tree.xpath("//select[@id='outlet']/option/text()") == ["all", plain(HOSTILE[0])]
    assert len(tree.xpath("//script")) == 1
    assert json.loads(files[MONTH])["stories"][0]["title"] == plain(HOSTILE[4])


def test_the_scripts_are_small() -> None:
    files = render_edition(edition())
    assert sum(len(body) for path, body in files.items() if path.endswith(".js")) < 10_000
