"""`run` and what can be asked of its outcome: over a small newsroom on loopback."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from aggregator.pipeline.lock import run_lock
from tests.cli.samples import Invoke
from tests.cli.stories import AT, BRIDGE_PIECES, PIECES, feed, settings

Serve = Callable[..., None]

BROKEN = {"name": "Broken", "family": "post", "category": "local"}


@pytest.fixture
def serve(httpserver: HTTPServer, tmp_path: Path) -> Serve:
    """Serve the newsroom and write its feeds.yaml; with `broken`, one more feed that is not there."""
    base = httpserver.url_for("").rstrip("/")
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    outlets = dict.fromkeys((piece.outlet, piece.family) for piece in PIECES)
    for n, (outlet, family) in enumerate(outlets):
        reply = feed(outlet, base)
        httpserver.expect_request(f"/{family}-{n}.xml").respond_with_data(
            reply, content_type="application/rss+xml"
        )
    for piece in PIECES:
        httpserver.expect_request(f"/{piece.id}").respond_with_data(piece.page, content_type="text/html")

    def write(*, broken: bool = False) -> None:
        more = [BROKEN | {"url": f"{base}/broken.xml"}] if broken else []
        (tmp_path / "feeds.yaml").write_text(settings(base, *more), encoding="utf-8")

    return write


def test_a_run_ends_with_an_edition_and_says_where(invoke: Invoke, serve: Serve, tmp_path: Path) -> None:
    serve()
    result = invoke("run", "--at", AT)
    assert result.exit_code == 0, result.stderr
    assert "output/current/index.html" in result.stdout
    assert (tmp_path / "output/current/index.html").is_file()
    assert "Feeds: 3, of which 0 failed" in result.stdout
    assert "fetch: done" in result.stderr

    again = invoke("run", "--at", AT)
    assert again.exit_code == 0
    assert "nothing new" in again.stdout
    assert "Feeds: 3, of which 0 failed, 3 whose time has not come." in again.stdout

    listed = json.loads(invoke("stories", "--json").stdout)
    assert [row["articles"] for row in listed] == [len(BRIDGE_PIECES)]
    assert invoke("verify").exit_code == 0
    assert invoke("doctor").exit_code == 0
    feeds = json.loads(invoke("feeds", "list", "--json").stdout)
    assert [row["failures"] for row in feeds] == [0, 0, 0]
    assert feeds[0]["last_success"] == "2026-09-15T18:00:00Z"


def test_a_choice_makes_an_edition_and_taking_it_back_the_one_before(
    invoke: Invoke, serve: Serve, tmp_path: Path
) -> None:
    def listed() -> list[tuple[str, int]]:
        return [(row["slug"], row["articles"]) for row in json.loads(invoke("stories", "--json").stdout)]

    serve()
    invoke("run", "--at", AT)
    before = listed()
    found = json.loads(invoke("sources", "1", "--format", "json").stdout)
    gone = found[0]["article"]
    assert invoke("stories", "split", "1", gone).exit_code == 0
    result = invoke("run", "--at", AT)
    assert "Choices of an editor: 1, of which 1 held." in result.stdout
    assert listed() == [(slug, articles - 1) for slug, articles in before]
    report = json.loads((tmp_path / "output/report.json").read_text(encoding="utf-8"))
    assert [(one["kind"], one["state"], one["articles"]) for one in report["choices"]] == [
        ("split", "held", [gone])
    ]
    assert "nothing new" in invoke("run", "--at", AT).stdout
    assert invoke("stories", "undo").exit_code == 0
    assert "published" in invoke("run", "--at", AT).stdout
    assert listed() == before
    assert invoke("verify").exit_code == 0


def test_a_failing_feed_is_listed_and_ends_with_3(invoke: Invoke, serve: Serve, tmp_path: Path) -> None:
    serve(broken=True)
    result = invoke("-q", "run", "--at", AT)
    assert result.exit_code == 3
    assert result.stdout == ""
    assert (tmp_path / "output/current/index.html").is_file()
    quiet = invoke("-qq", "run", "--at", AT)
    assert (quiet.exit_code, quiet.stdout, quiet.stderr) == (3, "", "")
    loud = invoke("run", "--at", AT)
    assert "Broken" in loud.stderr
    assert "http_500" in loud.stderr or "http_404" in loud.stderr


def test_the_report_for_a_script_is_one_json_document(invoke: Invoke, serve: Serve, tmp_path: Path) -> None:
    serve(broken=True)
    report = json.loads(invoke("run", "--at", AT, "--json").stdout)
    assert report == json.loads((tmp_path / "output/report.json").read_text(encoding="utf-8"))
    assert report["exit_code"] == 3
    assert [one["status"] for one in report["feeds"]] == ["ok", "ok", "ok", "failed"]


def test_timings_show_where_the_time_went(invoke: Invoke, serve: Serve) -> None:
    serve()
    out = invoke("run", "--at", AT, "--timings").stdout
    assert "fetch" in out
    assert "most memory held" in out
    shares = [float(line.split()[-1][:-1]) for line in out.splitlines() if line.endswith("%")]
    assert sum(shares) == pytest.approx(100, abs=1)


def test_nothing_to_publish_is_a_failure_with_its_reason(
    invoke: Invoke, serve: Serve, tmp_path: Path
) -> None:
    serve()
    result = invoke("run", "--at", "2027-01-01")
    assert result.exit_code == 9
    assert result.stderr.splitlines()[-1].startswith("aggregator: none of 4 articles")
    assert not (tmp_path / "output/current").exists()


def test_a_second_run_at_the_same_time_is_refused(invoke: Invoke, serve: Serve, tmp_path: Path) -> None:
    serve()
    with run_lock(tmp_path / "output/state", datetime(2026, 9, 15, tzinfo=UTC)):
        result = invoke("run", "--at", AT)
    assert (result.exit_code, result.stdout) == (5, "")
    assert result.stderr.startswith("aggregator: another run is at work")
    assert invoke("run", "--at", AT).exit_code == 0


def test_a_changed_line_does_not_pass_verify(invoke: Invoke, serve: Serve, tmp_path: Path) -> None:
    serve()
    invoke("run", "--at", AT)
    file = tmp_path / "output/current/edition.json"
    forged = tmp_path / "forged.json"
    forged.write_text(file.read_text(encoding="utf-8").replace("crack", "hole"), encoding="utf-8")
    assert invoke("verify", forged).exit_code == 4
    result = invoke("verify", forged, "--store", "output")
    assert result.exit_code == 7
    faults = json.loads(invoke("verify", forged, "--store", "output", "--json").stdout)["faults"]
    assert faults
    assert result.stderr.count("verify: ") == len(faults)


def test_a_feed_can_be_checked_by_name_or_address(
    invoke: Invoke, serve: Serve, httpserver: HTTPServer
) -> None:
    serve(broken=True)
    named = json.loads(invoke("feeds", "check", "harbour post", "--json").stdout)
    assert named["status"] == "ok"
    assert [one["title"] for one in named["entries"]] == [
        piece.title for piece in PIECES if piece.outlet == "Harbour Post"
    ]
    address = httpserver.url_for("/times-1.xml")
    shown = invoke("feeds", "check", address)
    assert shown.exit_code == 0
    assert "1 items" in shown.stdout
    assert invoke("feeds", "check", "Broken").exit_code == 1
    unknown = invoke("feeds", "check", "No Such Paper")
    assert unknown.exit_code == 2
    assert "No Such Paper" in unknown.stderr


def test_doctor_names_what_is_wrong(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "feeds.yaml").write_text("version: 1\nedition: {titel: x}\n", encoding="utf-8")
    (tmp_path / "output/state").mkdir(parents=True)
    (tmp_path / "output/state/store.sqlite").write_bytes(b"no database at all" * 99)
    result = invoke("doctor", "--json")
    assert result.exit_code == 1
    states = {one["check"]: one for one in json.loads(result.stdout)}
    assert {name for name, one in states.items() if one["state"] == "bad"} >= {"settings", "store"}
    assert "titel" in states["settings"]["detail"]


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_completion_prints_a_script(shell: str, invoke: Invoke) -> None:
    result = invoke("completion", shell)
    assert result.exit_code == 0
    assert "_AGGREGATOR_COMPLETE" in result.stdout
