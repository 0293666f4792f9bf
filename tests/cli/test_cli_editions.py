"""`stories`, `show`, `sources` and `explain` over an edition on disk."""

import csv
import io
import json

import pytest

from tests.cli.samples import BRIDGE, FERRY, Invoke, Shelf, brief_of


def test_stories_lists_what_the_edition_holds(invoke: Invoke, shelf: Shelf) -> None:
    result = invoke("stories")
    head, first, second = result.stdout.splitlines()
    assert head.split()[:3] == ["no", "story", "title"]
    assert first.split()[:5] == ["1", "5e1b", "Selby", "bridge", "closed"]
    assert "Night ferry [bold]planned[/bold]" in second
    assert result.exit_code == 0


def test_stories_for_a_script(invoke: Invoke, shelf: Shelf) -> None:
    rows = json.loads(invoke("stories", "--json", "--output", shelf.output).stdout)
    assert [row["slug"] for row in rows] == [brief.slug for brief in shelf.edition.briefs]
    assert (
        rows[0] | {"no": 1, "articles": 2, "known": 1, "unclear": 1, "updated": "2026-09-15T18:00:00Z"}
        == rows[0]
    )


@pytest.mark.parametrize("name", ["1", "5e1b", "bridge-closed-5e1b", "bridge"])
def test_a_story_is_named_by_number_id_address_or_the_start_of_one(
    name: str, invoke: Invoke, shelf: Shelf
) -> None:
    assert "Selby bridge closed" in invoke("show", name).stdout


@pytest.mark.parametrize(
    ("name", "why"), [("3", "no story '3'"), ("5e", "bridge-closed-5e1b, ferry"), ("", "no story")]
)
def test_a_name_that_means_none_or_several_is_refused(
    name: str, why: str, invoke: Invoke, shelf: Shelf
) -> None:
    result = invoke("show", name)
    assert result.exit_code == 2
    assert why in result.stderr


def test_a_story_of_an_earlier_edition_is_found_by_its_address(invoke: Invoke, shelf: Shelf) -> None:
    from aggregator.render import render_brief

    earlier = brief_of("5e99", "flood-in-orlow-5e99", "Flood in Orlow")
    folder = shelf.file.parent / "stories" / earlier.slug
    folder.mkdir(parents=True)
    (folder / "brief.json").write_text(render_brief(earlier, "json"), encoding="utf-8")
    assert "Flood in Orlow" in invoke("show", "flood").stdout
    assert len(json.loads(invoke("sources", earlier.slug, "--format", "json").stdout)) == 2
    assert invoke("show", "../stories/flood-in-orlow-5e99").exit_code == 2


@pytest.mark.parametrize("form", ["txt", "md", "html", "json"])
def test_show_prints_the_brief_alone_in_each_form(form: str, invoke: Invoke, shelf: Shelf) -> None:
    from aggregator.render import render_brief

    result = invoke("show", "1", "--format", form)
    assert result.stdout.rstrip("\n") == render_brief(shelf.edition.briefs[0], form).rstrip("\n")  # type: ignore[arg-type]
    assert result.stderr == ""


def test_sources_as_a_spreadsheet_holds_no_formula(invoke: Invoke, shelf: Shelf) -> None:
    rows = list(csv.DictReader(io.StringIO(invoke("sources", "1", "--format", "csv").stdout)))
    assert [row["address"] for row in rows] == [BRIDGE.url, FERRY.url]
    assert rows[1]["title"] == "'=HYPERLINK(0)"
    assert rows[0]["lines_only_here"] == BRIDGE.text
    assert rows[0]["authors"] == "Ada Rowe | Ben Oke"


def test_sources_for_a_script_names_what_each_alone_supplied(invoke: Invoke, shelf: Shelf) -> None:
    first, second = json.loads(invoke("sources", "1", "--format", "json").stdout)
    assert first["lines_only_here"] == [BRIDGE.text]
    assert second["lines_only_here"] == [FERRY.text]
    assert (first["origin"], first["owner"], first["complete"]) == ("A", "Selby Media", "full")
    assert second["origin"] == "B"
    assert first["published"] == first["fetched"] == "2026-09-15T18:00:00Z"


def test_sources_on_a_screen_cannot_steer_it(invoke: Invoke, shelf: Shelf) -> None:
    out = invoke("sources", "1").stdout
    assert "\x1b" not in out
    assert out.splitlines()[-2:] == ["[2] =HYPERLINK(0)", "    https://times.example/ferry"]


def test_a_broken_edition_is_named_with_the_field(invoke: Invoke, shelf: Shelf) -> None:
    shelf.file.write_text('{"id": 7}', encoding="utf-8")
    result = invoke("stories")
    assert result.exit_code == 2
    assert "edition.json is no edition: id: " in result.stderr
    assert result.stderr.count("\n") == 1


def test_explain_goes_from_a_line_to_its_sentences(invoke: Invoke, shelf: Shelf) -> None:
    listed = invoke("explain", "1").stdout
    assert "known.1" in listed
    told = invoke("explain", "1", "known.1").stdout
    row = json.loads(invoke("explain", "1", "known.1", "--json").stdout)
    assert row["text"] in listed
    assert row["text"] in told
    assert row["for"]
    for sentence in row["for"]:
        assert sentence["sentence"] in told
        assert sentence["address"] in told


def test_explain_of_no_such_line_names_what_there_is(invoke: Invoke, shelf: Shelf) -> None:
    result = invoke("explain", "1", "known.99")
    assert result.exit_code == 2
    assert "aggregator explain 1" in result.stderr
