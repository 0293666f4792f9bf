"""`templates list` and `export`: what can be changed, and copies that never write over a newsroom's own."""

from __future__ import annotations

import json
from pathlib import Path

from aggregator.render import render_edition
from aggregator.render.templates import names, shipped
from tests.cli.samples import Invoke
from tests.render.sample import edition


def test_all_are_exported_as_they_ship_and_change_nothing(invoke: Invoke, tmp_path: Path) -> None:
    result = invoke("templates", "export", "mine")
    assert result.exit_code == 0
    assert {path.name for path in (tmp_path / "mine").iterdir()} == set(names())
    assert all((tmp_path / "mine" / name).read_bytes() == (shipped() / name).read_bytes() for name in names())
    assert render_edition(edition(), templates=tmp_path / "mine") == render_edition(edition())


def test_a_file_that_is_there_is_kept_and_nothing_is_written(invoke: Invoke, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "style.css").write_text("body { color: teal }")
    refused = invoke("templates", "export", "mine")
    assert refused.exit_code == 2
    assert "mine has style.css already" in refused.stderr
    assert [path.name for path in mine.iterdir()] == ["style.css"]
    assert invoke("templates", "export", "mine", "story.html").exit_code == 0
    assert (mine / "style.css").read_text() == "body { color: teal }"
    assert invoke("templates", "export", "mine", "style.css", "--force").exit_code == 0
    assert (mine / "style.css").read_bytes() == (shipped() / "style.css").read_bytes()


def test_a_name_that_is_none_is_refused(invoke: Invoke, tmp_path: Path) -> None:
    result = invoke("templates", "export", "mine", "../story.html")
    assert result.exit_code == 2
    assert "no template is called ../story.html" in result.stderr
    assert not (tmp_path / "mine").exists()


def test_the_list_says_whose_each_is(invoke: Invoke, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "story.html").write_text("")
    (mine / "stroy.html").write_text("")
    rows = {
        row["name"]: row
        for row in json.loads(invoke("templates", "list", "--templates", "mine", "--json").stdout)
    }
    assert set(rows) == {*names(), "stroy.html"}
    assert {name for name, row in rows.items() if row["from"] == "mine"} == {"story.html", "stroy.html"}
    assert [name for name, row in rows.items() if not row["used"]] == ["stroy.html"]
    told = invoke("templates", "list", "--templates", "mine").stdout
    assert "stroy.html" in told
    assert "used only if another names it" in told
