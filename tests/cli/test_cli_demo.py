"""`demo`: the walk over the sample newsroom; here over two of its stories, without the outlet that hangs."""

from dataclasses import replace
from pathlib import Path

import pytest

from aggregator.demo import Newsroom, NewsServer, load_newsroom, server, settings
from tests.cli.samples import Invoke


@pytest.fixture
def smaller(monkeypatch: pytest.MonkeyPatch) -> Newsroom:
    """Let the server take two stories of the newsroom for all there is."""
    whole = load_newsroom()
    stories = sorted({piece.story for piece in whole.pieces.values()})[:2]
    outlets = {name: outlet for name, outlet in whole.outlets.items() if outlet.behaviour != "hangs"}
    pieces = {
        name: piece
        for name, piece in whole.pieces.items()
        if piece.story in stories and piece.outlet in outlets
    }
    part = replace(whole, outlets=outlets, pieces=pieces)
    monkeypatch.setattr(server, "load_newsroom", lambda: part)
    monkeypatch.setitem(settings.FETCH, "retries", 0)
    return part


def test_the_demo_makes_an_edition_that_holds(invoke: Invoke, smaller: Newsroom, tmp_path: Path) -> None:
    result = invoke("demo", "--output", "there")
    assert result.exit_code == 0
    assert "there/current/index.html" in result.stdout
    assert (tmp_path / "there/feeds.yaml").is_file()
    assert f"Feeds: {len(smaller.outlets)}" in result.stdout
    assert "http_500" in result.stderr
    assert invoke("verify", "there").exit_code == 0
    assert "<h1" in invoke("show", "1", "--format", "html", "--output", "there").stdout


def test_a_port_that_is_taken_is_named(invoke: Invoke) -> None:
    with NewsServer() as taken:
        result = invoke("demo", "--port", taken.port)
    assert result.exit_code == 1
    assert "Address already in use" in result.stderr
