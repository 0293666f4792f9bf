"""`extract`, `annotate`, `cluster` and `match`: what goes in, what comes out, what is said of the rest."""

import gzip
import os
from pathlib import Path
from typing import Any

import pytest

from tests.cli.samples import Invoke, json_lines, write_lines
from tests.cli.stories import BRIDGE_PIECES, LIBRARY, PIECES, POST, TIMES

ARTICLE = {"id", "url", "title", "authors", "published", "outlet", "language", "text", "completeness"}


def test_extract_writes_an_article_a_line(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "bridge.v2.html").write_text(POST.page, encoding="utf-8")
    (tmp_path / "library.html.gz").write_bytes(gzip.compress(LIBRARY.page.encode()))
    result = invoke("extract", "bridge.v2.html", "library.html.gz")
    assert result.exit_code == 0
    first, second = json_lines(result.stdout)
    assert first.keys() == second.keys() == ARTICLE
    assert (first["id"], second["id"]) == ("bridge.v2", "library")
    assert first["title"] == POST.title
    assert first["text"] == POST.text
    assert first["published"] == POST.published
    assert (first["language"], first["completeness"]) == ("en", "full")


def test_extract_reads_standard_input(invoke: Invoke) -> None:
    (found,) = json_lines(invoke("extract", "-", stdin=POST.page).stdout)
    assert (found["id"], found["text"]) == ("stdin", POST.text)


def test_extract_names_a_page_without_an_article_and_goes_on(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "empty.html").write_text("", encoding="utf-8")
    (tmp_path / "cut.html.gz").write_bytes(gzip.compress(b"<p>x" * 999)[:-9])
    (tmp_path / "bridge.html").write_text(POST.page, encoding="utf-8")
    result = invoke("extract", "empty.html", "cut.html.gz", "bridge.html", "-o", "out.jsonl")
    assert result.exit_code == 3
    assert result.stdout == ""
    assert "empty.html" in result.stderr
    assert "cut.html.gz" in result.stderr
    assert [one["id"] for one in json_lines((tmp_path / "out.jsonl").read_text(encoding="utf-8"))] == [
        "bridge"
    ]


def test_extract_takes_a_file_whose_name_is_no_text(invoke: Invoke, tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.html")
    (tmp_path / name).write_text(POST.page, encoding="utf-8")
    (found,) = json_lines(invoke("extract", name).stdout)
    assert found["id"] == "caf\ufffd"


def test_extract_of_nothing_usable_is_a_failure(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "empty.html").write_text("", encoding="utf-8")
    result = invoke("extract", "empty.html")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.endswith("aggregator: none of the 1 inputs could be used\n")


def spans(record: dict[str, Any]) -> list[tuple[int, int]]:
    found = [(one["start"], one["end"]) for key in ("sentences", "entities", "events") for one in record[key]]
    return found + [tuple(one["content"]) for one in record["claims"]]


def test_annotate_adds_to_each_record_and_keeps_what_was_there(invoke: Invoke, tmp_path: Path) -> None:
    given = POST.record | {"id": 7, "mine": [1, {"kept": None}]}
    path = write_lines(
        tmp_path / "in.jsonl", given, {"id": "bare", "text": "  The bridge is closed, he said.  "}
    )
    result = invoke("annotate", path)
    assert result.exit_code == 0
    first, second = json_lines(result.stdout)
    assert first | given == first
    assert second["text"] == "  The bridge is closed, he said.  "
    assert set(first) - set(given) == {"sentences", "entities", "events", "claims"}
    for record in (first, second):
        assert spans(record)
        for start, end in spans(record):
            assert 0 <= start < end <= len(record["text"])
    assert second["sentences"][0]["start"] == 2
    assert {one["label"] for one in first["entities"]} <= {"PERSON", "ORG", "PLACE"}
    assert {one["source"]["kind"] for one in first["claims"]} <= {
        "outlet",
        "person",
        "organisation",
        "unnamed",
    }
    assert any(one["open_question"] for one in first["sentences"])


def test_annotate_names_bad_lines_by_file_and_line(invoke: Invoke, tmp_path: Path) -> None:
    path = write_lines(
        tmp_path / "in.jsonl",
        POST.record,
        "{",
        {"id": "x"},
        {"text": "No id."},
        POST.record | {"published": "soon"},
        LIBRARY.record,
    )
    result = invoke("annotate", path, "-o", tmp_path / "out.jsonl")
    assert result.exit_code == 3
    assert [f"in.jsonl:{n}" in result.stderr for n in range(1, 7)] == [False, True, True, True, True, False]
    written = json_lines((tmp_path / "out.jsonl").read_text(encoding="utf-8"))
    assert [one["id"] for one in written] == [POST.id, LIBRARY.id]


def test_annotate_with_nothing_usable_leaves_a_file_as_it_was(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").write_text("old", encoding="utf-8")
    result = invoke("annotate", "-", "-o", "out.jsonl", stdin="{}\n")
    assert result.exit_code == 2
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == "old"


@pytest.mark.parametrize("command", ["annotate", "cluster", "match"])
def test_nothing_in_nothing_out(command: str, invoke: Invoke) -> None:
    result = invoke(command, "-", stdin="\n")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def test_a_folder_that_is_not_there_is_named(invoke: Invoke, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "in.jsonl", POST.record)
    result = invoke("annotate", path, "-o", "no/such/out.jsonl")
    assert result.exit_code == 2
    assert "no/such" in result.stderr


def test_cluster_groups_by_event_whatever_the_order(invoke: Invoke, tmp_path: Path) -> None:
    forth = invoke("cluster", write_lines(tmp_path / "a.jsonl", *(one.record for one in PIECES)))
    back = invoke("cluster", write_lines(tmp_path / "b.jsonl", *(one.record for one in reversed(PIECES))))
    assert forth.exit_code == 0
    story = {one["id"]: one["story"] for one in json_lines(forth.stdout)}
    assert list(story) == [one.id for one in PIECES]
    assert len({story[one.id] for one in BRIDGE_PIECES}) == 1
    assert story[LIBRARY.id] != story[POST.id]
    assert story == {one["id"]: one["story"] for one in json_lines(back.stdout)}


def test_cluster_works_on_titles_alone(invoke: Invoke, tmp_path: Path) -> None:
    path = write_lines(
        tmp_path / "in.jsonl",
        {"id": 1, "title": "Selby Bridge closed after crack found in girder", "published": "2026-09-15"},
        {"id": 2, "title": "Crack found in girder: Selby Bridge closed", "published": "2026-09-15"},
        {"id": 3, "title": "Orlow library lends violins and drums", "published": "2026-09-15"},
    )
    first, second, third = json_lines(invoke("cluster", path).stdout)
    assert first == {"id": 1, "story": second["story"]}
    assert third["story"] != first["story"]


def test_cluster_takes_each_id_once(invoke: Invoke, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "in.jsonl", POST.record, TIMES.record | {"id": POST.id}, {"id": "none"})
    result = invoke("cluster", path)
    assert result.exit_code == 3
    assert [one["id"] for one in json_lines(result.stdout)] == [POST.id]
    assert "in.jsonl:2" in result.stderr
    assert "in.jsonl:3" in result.stderr


@pytest.mark.parametrize(
    ("a", "b", "relation"),
    [
        (
            "The council closed the Selby Bridge on Monday.",
            "The council closed the Selby Bridge on Monday.",
            "same",
        ),
        (
            "The crack in the bridge killed 12 people.",
            "The crack in the bridge killed 15 people.",
            "conflict",
        ),
        ("The council closed the Selby Bridge.", "Ines Falk lends violins to her readers.", "different"),
    ],
)
def test_match_says_how_two_sentences_stand(
    a: str, b: str, relation: str, invoke: Invoke, tmp_path: Path
) -> None:
    path = write_lines(tmp_path / "in.jsonl", {"id": "p", "a": a, "b": b}, {"a": a})
    result = invoke("match", path)
    (found,) = json_lines(result.stdout)
    assert found.keys() == {"id", "score", "same", "relation"}
    assert (found["relation"], found["same"]) == (relation, relation == "same")
    assert 0 <= found["score"] <= 1
    assert result.exit_code == 3
    assert "in.jsonl:2" in result.stderr
