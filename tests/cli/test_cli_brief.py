"""`brief`: one brief from whatever is at hand."""

import json
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from tests.cli.samples import Invoke, write_lines
from tests.cli.stories import AT, BRIDGE_PIECES, ECHO, POST, TIMES, settings

FORMS = ("txt", "md", "html", "json")


@pytest.fixture
def inputs(tmp_path: Path) -> list[Path]:
    """The three articles on the bridge: a page, a text, and a JSON line."""
    page, text = tmp_path / "post.html", tmp_path / "times.txt"
    page.write_text(POST.page, encoding="utf-8")
    text.write_text(f"{TIMES.title}\n\n{TIMES.text}\n", encoding="utf-8")
    return [page, text, write_lines(tmp_path / "echo.jsonl", ECHO.record)]


def test_the_brief_alone_goes_to_standard_output(invoke: Invoke, inputs: list[Path]) -> None:
    result = invoke("brief", *inputs, "--at", AT)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "What We Know" in result.stdout
    assert "Selby Bridge" in result.stdout
    assert invoke("brief", *reversed(inputs), "--at", AT).stdout == result.stdout


def test_a_brief_as_json_rests_on_all_that_was_given(invoke: Invoke, inputs: list[Path]) -> None:
    brief = json.loads(invoke("brief", *inputs, "--at", AT, "--format", "json").stdout)
    assert len(brief["sources"]) == 3
    assert brief["updated"] == "2026-09-15T18:00:00Z"
    texts = {POST.text, TIMES.text, ECHO.text}
    evidence = [
        one["text"] for section in brief["sections"] for line in section["lines"] for one in line["evidence"]
    ]
    assert evidence
    assert all(any(one in text for text in texts) for one in evidence)


def test_a_source_without_a_headline_is_listed_by_its_file_and_nowhere_else(
    invoke: Invoke, tmp_path: Path
) -> None:
    (tmp_path / "notes").mkdir()
    for name, piece in (("wire.txt", POST), ("notes/court.txt", TIMES)):
        (tmp_path / name).write_text(f"{piece.text}\n", encoding="utf-8")
    brief = json.loads(invoke("brief", "wire.txt", "notes/court.txt", "--at", AT, "--format", "json").stdout)
    assert {one["title"] for one in brief["sources"]} == {"wire.txt", "court.txt"}
    del brief["sources"]
    assert ".txt" not in json.dumps(brief)
    assert "court.txt" in invoke("brief", "wire.txt", "notes/court.txt", "--at", AT).stdout


def test_papers_of_one_owner_are_one_origin(invoke: Invoke, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "in.jsonl", *(one.record for one in BRIDGE_PIECES))
    (tmp_path / "feeds.yaml").write_text(settings("http://127.0.0.1:9"), encoding="utf-8")
    brief = json.loads(invoke("brief", path, "--at", AT, "--format", "json").stdout)
    assert (brief["outlets"], brief["origins"]) == (3, 2)
    assert {one["owner"] for one in brief["sources"]} == {"Ada Rowe", "Oke Media"}


def test_with_a_folder_every_form_is_written(invoke: Invoke, inputs: list[Path], tmp_path: Path) -> None:
    result = invoke("brief", *inputs, "--at", AT, "-o", "briefs")
    assert (result.exit_code, result.stdout) == (0, "")
    written = sorted((tmp_path / "briefs").iterdir())
    assert sorted(path.suffix.removeprefix(".") for path in written) == sorted(FORMS)
    assert len({path.stem for path in written}) == 1
    assert all(path.name in result.stderr for path in written)


@pytest.mark.parametrize("form", FORMS)
def test_a_form_may_be_asked_for_in_a_folder(
    form: str, invoke: Invoke, inputs: list[Path], tmp_path: Path
) -> None:
    invoke("brief", *inputs, "--at", AT, "-o", "briefs", "--format", form)
    (path,) = (tmp_path / "briefs").iterdir()
    assert path.suffix == f".{form}"
    assert path.read_text(encoding="utf-8").rstrip("\n") == invoke(
        "brief", *inputs, "--at", AT, "--format", form
    ).stdout.rstrip("\n")


@pytest.mark.parametrize("piped", [POST.text, POST.page, json.dumps(POST.record)])
def test_standard_input_may_be_text_page_or_json(piped: str, invoke: Invoke) -> None:
    result = invoke("brief", "-", "--at", AT, stdin=piped)
    assert result.exit_code == 0
    assert "Selby" in result.stdout


def test_what_cannot_be_read_is_named_and_the_rest_is_used(
    invoke: Invoke, inputs: list[Path], tmp_path: Path
) -> None:
    broken = write_lines(tmp_path / "more.jsonl", "{", POST.record)
    result = invoke("brief", *inputs, broken, "--at", AT)
    assert result.exit_code == 3
    assert "more.jsonl:1" in result.stderr
    assert "What We Know" in result.stdout


def test_nothing_readable_is_a_failure(invoke: Invoke, tmp_path: Path) -> None:
    result = invoke("brief", write_lines(tmp_path / "a.jsonl", "{"))
    assert (result.exit_code, result.stdout) == (2, "")


def test_an_address_is_fetched(invoke: Invoke, httpserver: HTTPServer, tmp_path: Path) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    httpserver.expect_request("/bridge").respond_with_data(POST.page, content_type="text/html; charset=utf-8")
    (tmp_path / "feeds.yaml").write_text(settings(httpserver.url_for("").rstrip("/")), encoding="utf-8")
    gone = httpserver.url_for("/gone")
    result = invoke("brief", httpserver.url_for("/bridge"), gone, "--at", AT, "--format", "json")
    assert result.exit_code == 3
    assert gone in result.stderr
    (source,) = json.loads(result.stdout)["sources"]
    assert (source["url"], source["fetched"]) == (httpserver.url_for("/bridge"), "2026-09-15T18:00:00Z")


def test_a_private_address_is_refused_unless_the_settings_allow_it(
    invoke: Invoke, httpserver: HTTPServer, tmp_path: Path
) -> None:
    (tmp_path / "feeds.yaml").write_text("version: 1\n", encoding="utf-8")
    result = invoke("brief", httpserver.url_for("/bridge"))
    assert result.exit_code == 2
    assert not httpserver.log
