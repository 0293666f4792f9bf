from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from aggregator.config import Policy, Settings, load_settings
from aggregator.errors import ConfigError

GOOD = """\
version: 1
edition: {title: The Harbour Brief, window_hours: 24}
families:
  harbour: {name: The Harbour Post, owner: Tern Group, domains: [harbourpost.example], wire_names: [HPA]}
  echo: {name: Echo}
feeds:
  - {name: Post world, url: "https://harbourpost.example/rss", family: harbour, category: world}
  - {name: Post sport, url: "https://harbourpost.example/s", family: harbour, category: sport, outlet: Quay}
  - {name: Echo, url: "https://echo.example/rss", family: echo, category: world, enabled: false}
"""


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "feeds.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_settings_are_read_and_the_rest_is_default(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, GOOD))
    assert settings.edition.window_hours == 24
    assert settings.policy == Policy()
    assert [feed.name for feed in settings.feeds] == ["Post world", "Post sport", "Echo"]


def test_enabled_feeds_carry_their_familys_facts(tmp_path: Path) -> None:
    world, sport = load_settings(written(tmp_path, GOOD)).enabled_feeds()
    assert (world.outlet, world.family, world.owner) == ("The Harbour Post", "harbour", "Tern Group")
    assert (sport.outlet, sport.category) == ("Quay", "sport")


@pytest.mark.parametrize(
    ("named", "family"),
    [
        ("https://www.harbourpost.example/news/1", "harbour"),
        ("http://HARBOURPOST.example", "harbour"),
        ("https://notharbourpost.example/news/1", ""),
        ("Harbour Post", "harbour"),
        ("hpa", "harbour"),
        ("Quay", "harbour"),
        ("Echo", "echo"),
        ("Tern Times", ""),
        ("", ""),
    ],
)
def test_family_of_a_name_or_address(tmp_path: Path, named: str, family: str) -> None:
    assert load_settings(written(tmp_path, GOOD)).family_of(named) == family


MISTAKES: dict[str, tuple[str | bytes, str, str]] = {
    "wrong value": (GOOD.replace("24", "-1"), ":2: edition.window_hours: ", "greater than 0"),
    "unknown setting": (GOOD.replace("title:", "titel:"), ":2: edition.titel: ", "did you mean title?"),
    "unknown setting of a feed": (
        GOOD.replace("enabled: false", "enable: false"),
        ":9: feeds[2].enable: ",
        "did you mean enabled or name?",
    ),
    "missing": (GOOD.replace(", category: world}", "}", 1), ":7: feeds[0].category: ", "is missing"),
    "no address": (GOOD.replace("https://echo.example/rss", "echo"), ":9: feeds[2].url: ", "valid URL"),
    "unknown family": (
        GOOD.replace("family: echo", "family: eco"),
        ":9: feeds[2].family: ",
        "did you mean echo?",
    ),
    "one feed twice": (
        GOOD.replace("https://echo.example/rss", "https://HARBOURPOST.example:443/rss"),
        ":9: feeds[2].url: ",
        "is the address of feeds[0] (Post world) too",
    ),
    "one name twice": (GOOD.replace("  echo:", "  harbour:"), ":5: families.harbour: ", "first on line 4"),
    "one domain twice": (
        GOOD.replace("{name: Echo}", "{name: Echo, domains: [harbourpost.example]}"),
        ":5: families.echo.domains[0]: ",
        "belongs to family harbour already",
    ),
    "a list where names are due": (
        GOOD.replace("{title: The Harbour Brief, window_hours: 24}", "[]"),
        ":2: edition: ",
        "named settings",
    ),
    "names where a list is due": ("version: 1\nfeeds: {}\n", ":2: feeds: ", "a list"),
    "another version": ("version: 2\n", ":1: version: ", "1"),
    "no version": ("feeds: []\n", ":1: version: ", "is missing"),
    "not YAML": ("version: 1\nfeeds: [\n", ":3: ", "is not YAML"),
    "a key that is none": ("version: 1\n[a]: 2\n", ":2: ", "unhashable key"),
    "a date that is none": ("version: 1\nfeeds: 2031-13-45\n", ": ", "is not YAML"),
    "no settings": ("- a\n", ": ", "must hold settings"),
    "nothing": ("", ": ", "must hold settings"),
    "not text": (b"version: \xff", ": ", "is not UTF-8"),
    "a control character": ("version: 1\x00", ": ", "is not YAML"),
    "an anchor inside itself": ("version: 1\nfamilies: &a {b: *a}\n", ":2: ", "is missing"),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_mistakes_name_file_line_and_field(tmp_path: Path, case: str) -> None:
    text, place, said = MISTAKES[case]
    path = written(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load_settings(path)
    message = str(caught.value)
    assert f"{path}{place}" in message
    assert said in message


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = GOOD.replace("24", "-1").replace("family: echo", "famly: echo")
    with pytest.raises(ConfigError) as caught:
        load_settings(written(tmp_path, text))
    lines = [line.split(":")[1] for line in str(caught.value).splitlines()]
    assert lines == ["2", "9", "9"]


def test_a_file_written_for_something_else_is_told_in_brief(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings(written(tmp_path, "".join(f"other{number}: 1\n" for number in range(99))))
    assert len(str(caught.value).splitlines()) == 21


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_settings(tmp_path / "feeds.yaml")
    with pytest.raises(ConfigError, match="cannot be read"):
        load_settings(tmp_path)


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    assert load_settings(written(tmp_path, b"\xef\xbb\xbf" + GOOD.encode())).feeds


def test_settings_cannot_change_after_reading(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, GOOD))
    with pytest.raises(ValidationError):
        settings.edition = Settings(version=1).edition
