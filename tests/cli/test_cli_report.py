"""Seen from outside: the report of a run and its schema, the address told how runs end, the doctor."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import jsonschema
import pytest
from pytest_httpserver import HTTPServer

from aggregator.demo import NewsServer
from aggregator.errors import StoreCorruptError
from tests.cli.samples import Invoke

CONFIGURED = """
health:
  url: {url}
  allow_private_addresses: {private}
"""


@pytest.fixture
def feeds(tmp_path: Path) -> Callable[..., Path]:
    """Write the settings of a server's newsroom, its first outlets only, with something behind them."""

    def write(server: NewsServer, more: str = "", names: tuple[str, ...] = ()) -> Path:
        import yaml

        record = yaml.safe_load(server.settings_text)
        record["feeds"] = [one for one in record["feeds"] if one["name"] in names] or record["feeds"][:2]
        record["edition"] = {"min_articles": 1, "max_stories": 1}
        record["fetch"]["retries"] = 0
        record |= yaml.safe_load(more or "{}")
        path = tmp_path / "feeds.yaml"
        path.write_text(yaml.safe_dump(record), encoding="utf-8")
        return path

    return write


def test_the_report_counts_what_went_over_the_network(
    invoke: Invoke, feeds: Callable[..., Path], tmp_path: Path
) -> None:
    with NewsServer() as server:
        feeds(server)
        assert invoke("run", "--at", "2026-09-15T18:00Z").exit_code == 0
        first, asked = json.loads(invoke("report", "--json").stdout), list(server.requests)
        server.requests.clear()
        assert invoke("run", "--at", "2026-09-15T19:00Z").exit_code == 0
        second, again = json.loads(invoke("report", "--json").stdout), list(server.requests)
    (host,) = first["hosts"]
    assert host["requests"] == len(asked) == first["counts"]["requests"]
    assert host["not_modified"] == 0
    assert host["bytes"] == first["counts"]["bytes"] > 0
    assert [one["requests"] for one in second["hosts"]] == ([len(again)] if again else [])
    assert sum(one["not_modified"] for one in second["hosts"]) == sum(code == 304 for _, code in again)
    for feed in first["feeds"]:
        assert feed["items"] >= feed["new"] == feed["read"] + sum(feed["refused"].values())
        assert feed["pages"] <= feed["new"]
    assert sum(feed["bytes"] + feed["page_bytes"] for feed in first["feeds"]) <= host["bytes"]
    schema = json.loads((tmp_path / "output/report.schema.json").read_text(encoding="utf-8"))
    assert schema == json.loads(invoke("report", "--schema").stdout)
    for report in (first, second, json.loads((tmp_path / "output/report.json").read_bytes())):
        jsonschema.validate(report, schema, jsonschema.Draft202012Validator)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(first | {"hosts": [{"host": 7}]}, schema, jsonschema.Draft202012Validator)


def test_reports_of_past_runs_can_be_read(invoke: Invoke, feeds: Callable[..., Path]) -> None:
    with NewsServer() as server:
        feeds(server)
        assert invoke("run", "--at", "2027-01-01").exit_code == 9
        assert invoke("run", "--at", "2026-09-15T18:00Z").exit_code == 0
    listed = json.loads(invoke("report", "--list", "--json").stdout)
    assert [(one["number"], one["exit_code"]) for one in listed] == [(2, 0), (1, 9)]
    failed = invoke("report", "1").stdout
    assert "exit code 9" in failed
    assert "Failed: none of" in failed
    shown = invoke("report").stdout
    assert "exit code 0" in shown
    for heading in ("feed ", "host ", "step "):
        assert any(line.startswith(heading) for line in shown.splitlines()), heading
    assert invoke("report", "9").exit_code == 2
    assert "began" in invoke("report", "--list").stdout


def test_a_run_tells_an_address_how_it_ended(
    invoke: Invoke, feeds: Callable[..., Path], httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/check").respond_with_data("OK")
    httpserver.expect_request("/check/fail").respond_with_data("OK")
    told = CONFIGURED.format(url=httpserver.url_for("/check"), private="true")
    with NewsServer() as server:
        feeds(server, told)
        assert invoke("run", "--at", "2027-01-01").exit_code == 9
        assert invoke("run", "--at", "2026-09-15T18:00Z").exit_code == 0
    assert [request.path for request, _ in httpserver.log] == ["/check/fail", "/check"]


def test_an_address_that_cannot_be_told_is_listed_and_nothing_else(
    invoke: Invoke, feeds: Callable[..., Path], httpserver: HTTPServer, tmp_path: Path
) -> None:
    secret = httpserver.url_for("/s3cret")
    with NewsServer() as server:
        feeds(server, CONFIGURED.format(url=secret, private="false"))
        refused = invoke("run", "--at", "2026-09-15T18:00Z")
        feeds(server, CONFIGURED.format(url=secret, private="true"))
        failed = invoke("run", "--at", "2026-09-15T18:00Z")
    assert (refused.exit_code, failed.exit_code) == (0, 0)
    assert "private_address" in refused.stderr
    assert "http_500" in failed.stderr
    assert len(httpserver.log) == 1, "the private address was not asked while the settings forbade it"
    assert (tmp_path / "output/current/index.html").is_file()
    assert "s3cret" not in refused.stderr + failed.stderr + (tmp_path / "output/report.json").read_text()


def test_a_store_that_cannot_be_opened_is_told_too(
    invoke: Invoke, feeds: Callable[..., Path], httpserver: HTTPServer, tmp_path: Path
) -> None:
    httpserver.expect_request("/check/fail").respond_with_data("OK")
    (tmp_path / "output/state").mkdir(parents=True)
    (tmp_path / "output/state/store.sqlite").write_bytes(b"no database at all" * 99)
    with NewsServer() as server:
        feeds(server, CONFIGURED.format(url=httpserver.url_for("/check"), private="true"))
        assert invoke("run").exit_code == StoreCorruptError.exit_code
    assert [request.path for request, _ in httpserver.log] == ["/check/fail"]


def test_doctor_looks_at_everything_and_says_what_to_do(
    invoke: Invoke, feeds: Callable[..., Path], tmp_path: Path
) -> None:
    def looked(*arguments: str) -> dict[str, dict[str, str]]:
        return {one["check"]: one for one in json.loads(invoke("doctor", "--json", *arguments).stdout)}

    with NewsServer() as server:
        feeds(server)
        found = looked()
        assert {name: one["state"] for name, one in found.items() if one["state"] != "ok"} == {}
        assert found.keys() >= {"settings", "store", "disk", "clock", "network", "model", "templates"}
    gone = looked()["network"]
    assert (gone["state"], "connection" in gone["do"]) == ("bad", True)
    assert "network" not in looked("--offline")
    (tmp_path / "feeds.yaml").write_text("version: 1\nedition: {titel: x}\n", encoding="utf-8")
    wrong = invoke("doctor", "--offline")
    assert wrong.exit_code == 1
    assert "settings: mend the lines named" in wrong.stdout


def test_doctor_notices_a_clock_that_is_wrong(
    invoke: Invoke, feeds: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    from aggregator.cli import checks

    right = checks.our_time()
    with NewsServer() as server:
        feeds(server)
        for minutes, state, word in (
            (4, "ok", ""),
            (-70, "bad", "70 minutes behind"),
            (70, "bad", "ahead of"),
        ):
            shown = right + timedelta(minutes=minutes)
            monkeypatch.setattr(checks, "our_time", lambda shown=shown: shown)
            found = {one["check"]: one for one in json.loads(invoke("doctor", "--json").stdout)}
            assert (found["network"]["state"], found["clock"]["state"]) == ("ok", state)
            assert word in found["clock"]["detail"]
            assert ("NTP" in found["clock"]["do"]) == (state == "bad")


def test_backup_and_restore_from_the_command_line(invoke: Invoke, tmp_path: Path) -> None:
    from datetime import UTC, datetime

    from aggregator.models import Mend, MendKind
    from aggregator.pipeline.lock import run_lock
    from aggregator.store import Store, store_path

    now, path = datetime.now(UTC), store_path(tmp_path / "output")
    assert invoke("backup").exit_code == 4
    with Store(path) as store:
        store.mends.save(Mend(kind=MendKind.PIN, articles=("a",), others=("b",), stories=("s",)), now)
    made = invoke("backup")
    assert made.exit_code == 0
    copy = tmp_path / made.stdout.strip()
    assert copy.parent == path.parent / "backups"
    with Store(path) as store:
        store.mends.undo()
    with run_lock(path.parent, now):
        assert invoke("backup", tmp_path / "second.sqlite").exit_code == 0, "a backup waits for no run"
        assert invoke("restore", copy).exit_code == 5
        assert invoke("prune").exit_code == 5
    assert invoke("restore", tmp_path / "nowhere").exit_code == 2
    back = invoke("restore", copy)
    assert back.exit_code == 0, back.stderr
    assert "1 choices of an editor" in back.stdout
    assert "store.replaced-" in back.stdout
    (tmp_path / "text").write_text("no database", encoding="utf-8")
    bad = invoke("restore", tmp_path / "text")
    assert (bad.exit_code, "text is damaged" in bad.stderr) == (4, True)
