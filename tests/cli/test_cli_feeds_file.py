"""`feeds import` and `feeds export`: lists of feeds as files."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from aggregator.config import load_settings
from tests.cli.samples import Invoke

SETTINGS = """\
version: 1
families:
  post: {name: Harbour Post, domains: [post.example]}  # ours
feeds:
  - name: Post
    url: https://post.example/rss
    family: post
    category: local
  - {name: Closed, url: "https://post.example/off", family: post, category: local, enabled: false}
# the end
"""
LIST = """<opml version="2.0"><body>
  <outline text="Sea"><outline text="Quay" xmlUrl="https://quay.example/rss"/></outline>
  <outline text="The Post" xmlUrl="http://www.post.example/rss/"/>
  <outline text="Mine" xmlUrl="file:///etc/passwd"/>
</body></opml>"""


@pytest.fixture
def feeds_file(tmp_path: Path) -> Path:
    path = tmp_path / "feeds.yaml"
    path.write_text(SETTINGS, encoding="utf-8")
    return path


def test_an_opml_file_is_merged(invoke: Invoke, feeds_file: Path, tmp_path: Path) -> None:
    (tmp_path / "list.opml").write_text(LIST, encoding="utf-8")
    dry = invoke("feeds", "import", "list.opml", "--dry-run")
    assert dry.exit_code == 0, dry.stderr
    assert "https://quay.example/rss" in dry.stdout
    assert feeds_file.read_text(encoding="utf-8") == SETTINGS

    result = invoke("feeds", "import", "list.opml")
    assert result.exit_code == 0
    assert "skipped: The Post: already there as Post" in result.stderr
    assert "skipped: Mine: no http or https address" in result.stderr
    assert "1 feeds and 1 families added, 2 feeds skipped" in result.stderr
    text = feeds_file.read_text(encoding="utf-8")
    assert text.startswith(SETTINGS.partition("feeds:")[0])
    assert text.endswith("# the end\n")
    added = load_settings(feeds_file).feeds[-1]
    assert (added.name, added.category, added.family) == ("Quay", "Sea", "quay")

    again = invoke("feeds", "import", "-", stdin=LIST)
    assert again.exit_code == 0
    assert feeds_file.read_text(encoding="utf-8") == text


def test_export_and_import_lead_back(invoke: Invoke, feeds_file: Path, tmp_path: Path) -> None:
    exported = invoke("feeds", "export")
    assert exported.exit_code == 0, exported.stderr
    assert '<outline text="local" title="local">' in exported.stdout
    assert "https://post.example/off" not in exported.stdout
    invoke("feeds", "export", "-o", "list.opml")
    assert (tmp_path / "list.opml").read_text(encoding="utf-8") == exported.stdout
    other = tmp_path / "other.yaml"
    other.write_text("version: 1\n", encoding="utf-8")
    assert invoke("feeds", "import", "list.opml", "--feeds", other).exit_code == 0
    assert yaml.safe_load(other.read_text(encoding="utf-8"))["feeds"] == [
        {"name": "Post", "url": "https://post.example/rss", "family": "post", "category": "local"}
    ]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<rss/>", "no OPML"),
        ('<!DOCTYPE opml [<!ENTITY a "&a;">]><opml/>', "document type"),
        ("", "no OPML"),
    ],
)
def test_a_file_that_is_no_list_changes_nothing(
    body: str, said: str, invoke: Invoke, feeds_file: Path
) -> None:
    result = invoke("feeds", "import", "-", stdin=body)
    assert result.exit_code == 2
    assert said in result.stderr
    assert feeds_file.read_text(encoding="utf-8") == SETTINGS


def test_the_feeds_that_ship_are_not_written_to(invoke: Invoke) -> None:
    result = invoke("feeds", "import", "-", stdin=LIST)
    assert result.exit_code == 2
    assert "no feeds.yaml here" in result.stderr
