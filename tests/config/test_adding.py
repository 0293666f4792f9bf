"""Feeds put into a settings file: where they belong, and that nothing else in the file changes."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from aggregator.config import Outline, addition_of, load_settings, settings_of, with_addition
from aggregator.config.opml import one_line
from aggregator.errors import ConfigError

HEAD = "# top\nversion: 1  # form\n"
FAMILIES = """\
families:
  # ours
  harbour: {name: The Harbour Post, domains: [harbourpost.example]}
  echo:
    name: 'Echo'  # no domain
    # owner: unknown

"""
FEEDS = """\
feeds:
  # world
  - name: Post world
    url: "https://harbourpost.example/rss"
    family: harbour
    category: world  # the desk
    # kind: wire

  - {name: Echo, url: "https://echo.example/rss", family: echo, category: local}
    # the end
# after all
"""
FILE = Path("feeds.yaml")
NEW = Outline(url="https://rss.quay.example/rss?a=1", name="Quay: «News»", category="World")
KNOWN = Outline(url="https://news.harbourpost.example/sport", name="Post sport", category="sport")


def added(text: str, *outlines: Outline, homes_seen: bool = False) -> str:
    body = text.encode()
    addition = addition_of(outlines, settings_of(FILE, body), homes_seen=homes_seen)
    return with_addition(FILE, body, addition).decode()


def families(text: str, *outlines: Outline, homes_seen: bool = False) -> list[str]:
    made = settings_of(FILE, added(text, *outlines, homes_seen=homes_seen).encode())
    return [feed.family for feed in made.feeds[-len(outlines) :]]


@pytest.mark.parametrize(
    "text",
    [
        HEAD + FAMILIES + FEEDS,
        (HEAD + FAMILIES + FEEDS).replace("\n", "\r\n"),
        "\ufeff" + HEAD + FEEDS + FAMILIES,
        HEAD + FAMILIES + FEEDS.replace("\n  ", "\n"),
        (HEAD + FAMILIES + FEEDS).rpartition("    # the end")[0].rstrip(),
        HEAD,
        HEAD + "families: {}\nfeeds: []  # none yet\n",
        HEAD
        + FAMILIES
        + "feeds: [ # few\n  {name: E, url: 'https://e.example', family: echo, category: x}, # e\n]\n",
        HEAD + "edition:\n  title: |\n    Two\n    lines\n\n# end",
        "---\n" + HEAD + FAMILIES + "edition: {title: x}\n...\n",
    ],
)
def test_every_line_of_the_file_stays(text: str) -> None:
    made = added(text, NEW, KNOWN) if "harbour:" in text else added(text, NEW)
    settings = settings_of(FILE, made.encode())
    assert settings.feeds[-1].name in {"Quay: «News»", "Post sport"}
    left = iter(made)
    assert all(char in left for char in text), "something of the file was lost or put elsewhere"


def test_new_blocks_stand_behind_the_last_of_their_section() -> None:
    made = added(HEAD + FAMILIES + FEEDS, NEW)
    family = "  quay:\n    name: 'Quay: «News»'\n    domains: [quay.example]\n"
    feed = (
        "  - name: 'Quay: «News»'\n    url: https://rss.quay.example/rss?a=1\n    family: quay\n"
        "    category: world\n"
    )
    known = FAMILIES.removesuffix("\n")
    feeds, _, after = FEEDS.partition("# after all")
    assert made == HEAD + known + family + "\n" + feeds + feed + "# after all" + after


def test_a_file_written_with_anchors_is_left_to_a_person() -> None:
    text = HEAD + FAMILIES + "feeds: &all\n  []\n"
    assert settings_of(FILE, added(text, KNOWN).encode()).feeds
    text = HEAD + "families: {b: {name: B, wire_names: &none []}}\nfeeds: *none\n"
    with pytest.raises(ConfigError, match="cannot be added"):
        added(text, NEW)


def test_nothing_to_add_changes_nothing() -> None:
    text = HEAD + FAMILIES + FEEDS
    assert added(text) == text
    assert added(text, Outline(url="http://www.harbourpost.example/rss/")) == text


def test_known_addresses_are_skipped_and_named() -> None:
    settings = settings_of(FILE, (HEAD + FAMILIES + FEEDS).encode())
    outlines = [
        Outline(url="http://www.harbourpost.example/rss/?utm_source=x", name="Mine"),
        Outline(url="ftp://quay.example/rss"),
        Outline(url="https://user:secret@quay.example/rss"),
        NEW,
        Outline(url=NEW.url.replace("https", "http"), name="Again"),
    ]
    addition = addition_of(outlines, settings)
    assert [feed.name for feed in addition.feeds] == [NEW.name]
    assert [one.why for one in addition.skipped] == [
        "already there as Post world",
        "no http or https address",
        "no http or https address",
        f"already there as {NEW.name}",
    ]


def test_a_category_keeps_the_spelling_it_has() -> None:
    settings = settings_of(FILE, (HEAD + FAMILIES + FEEDS).encode())
    assert [
        feed.category for feed in addition_of([NEW, Outline(url="https://a.example")], settings).feeds
    ] == [
        "world",
        "general",
    ]


def test_names_are_made_their_own() -> None:
    settings = settings_of(FILE, (HEAD + FAMILIES + FEEDS).encode())
    outlines = [Outline(url=f"https://quay.example/{n}", name="echo") for n in range(3)]
    assert [feed.name for feed in addition_of(outlines, settings).feeds] == [
        "echo (quay.example)",
        "echo (quay.example) 2",
        "echo (quay.example) 3",
    ]


@pytest.mark.parametrize(
    ("outline", "family"),
    [
        (KNOWN, "harbour"),
        (Outline(url="https://echo.example/sport"), "echo"),
        (Outline(url="https://notharbourpost.example/rss"), "notharbourpost"),
        (Outline(url="https://harbour.example/rss"), "harbour-example"),
        (Outline(url="https://127.0.0.1:8080/rss"), "127-0-0-1"),
        (Outline(url="http://localhost/rss"), "localhost"),
        (Outline(url="http://[::1]:8080/rss"), "1"),
        (Outline(url="https://my_paper.example/rss"), "my-paper"),
        (Outline(url="https://feeds.feedburner.com/q", name="The Quay"), "the-quay"),
        (
            Outline(url="https://feeds.feedburner.com/q", name="Q", home="https://harbourpost.example/"),
            "harbour",
        ),
        (
            Outline(
                url="https://liar.example/rss", name="The Harbour Post", home="https://harbourpost.example/"
            ),
            "liar",
        ),
    ],
)
def test_a_feed_finds_its_family(outline: Outline, family: str) -> None:
    assert families(HEAD + FAMILIES + FEEDS, outline) == [family]


def test_a_name_in_use_is_not_given_to_a_second_family() -> None:
    outline = Outline(url="https://liar.example/rss", name="The Harbour Post")
    made = yaml.safe_load(added(HEAD + FAMILIES + FEEDS, outline))
    assert made["families"]["liar"]["name"] == "liar.example"


def test_a_page_that_was_seen_to_offer_a_feed_gives_it_its_family() -> None:
    outline = Outline(url="https://cdn.example/rss", home="https://harbourpost.example/")
    assert families(HEAD + FAMILIES + FEEDS, outline, homes_seen=True) == ["harbour"]


def test_new_feeds_of_one_host_are_one_family() -> None:
    outlines = [Outline(url=f"https://www.quay.example/{n}", name=f"Quay {n}") for n in range(3)]
    assert families(HEAD + FAMILIES + FEEDS, *outlines) == ["quay"] * 3


def test_the_feeds_that_ship_can_be_added_to() -> None:
    path = Path(__file__).parents[2] / "feeds.yaml"
    body = path.read_bytes()
    made = with_addition(path, body, addition_of([NEW], load_settings(path)))
    old, new = body.decode().splitlines(), made.decode().splitlines()
    assert [line for line in new if line not in old]
    left = iter(new)
    assert all(line in left for line in old)


@given(st.text(max_size=60), st.text(max_size=30), st.sampled_from(["feeds: []\n", FEEDS]))
def test_any_name_can_be_written(name: str, category: str, feeds: str) -> None:
    outline = Outline(url="https://quay.example/rss", name=name, category=category, language="de-AT")
    made = settings_of(FILE, added(HEAD + FAMILIES + feeds, outline).encode()).feeds[-1]
    assert made.name == (one_line(name) or "quay.example") or made.name.endswith("(quay.example)")
    assert made.category.casefold() == (one_line(category) or "general").casefold()
    assert made.language == "de"
