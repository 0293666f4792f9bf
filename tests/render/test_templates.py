"""Templates: overridden file by file, escaped without asking, wrong ones named."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from aggregator.errors import TemplateError
from aggregator.render import render_brief, render_edition
from aggregator.render.templates import shipped
from tests.render.sample import edition, full_brief

STORY = f"stories/{full_brief().slug}/index.html"


def test_own_templates_stand_in_file_by_file(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("{% extends 'base.html' %}{% block body %}ours{% endblock %}")
    ours, theirs = render_edition(edition(), templates=tmp_path), render_edition(edition())
    assert b"ours" in ours["index.html"]
    assert b"<style>" in ours["index.html"]
    assert ours[STORY] == theirs[STORY]


def test_an_own_style_sheet_changes_every_page_and_its_policy(tmp_path: Path) -> None:
    (tmp_path / "style.css").write_text("body { color: teal }")
    ours = render_edition(edition(), templates=tmp_path)
    for path in (STORY, "index.html"):
        assert b"<style>body { color: teal }</style>" in ours[path]
        assert re.search(rb"style-src &#39;(.+?)&#39;", ours[path]) != re.search(
            rb"style-src &#39;(.+?)&#39;", render_edition(edition())[path]
        )


@pytest.mark.parametrize(("form", "name"), [("html", "story.html"), ("md", "brief.md"), ("txt", "brief.txt")])
def test_what_a_template_prints_is_safe_without_a_filter(tmp_path: Path, form: str, name: str) -> None:
    (tmp_path / name).write_text("{{ brief.sections[2].lines[2].text }}|{{ brief.sources[8].title }}")
    found = render_brief(full_brief(), form, templates=tmp_path)  # type: ignore[arg-type]
    assert found.endswith("|safe gnp.exe name")
    assert ("<b>" in found) == (form == "txt")
    assert ("\\[free money\\]" in found) == (form == "md")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("one\n{% if %}", r"story\.html:2: "),
        ("{{ brief.headline }}", r"story\.html:1: .*has no attribute 'headline'"),
        ("one\ntwo {{ nothing }}", r"story\.html:2: 'nothing' is undefined"),
        ("{{ 1 / 0 }}", r"story\.html:1: division by zero"),
        ("\n{{ brief.title + 1 }}", r"story\.html:2: can only concatenate str"),
        ("{{ brief.sections[99].key }}", r"story\.html:1: .*99"),
        (
            "{% macro again() %}{{ again() }}{% endmacro %}\n{{ again() }}",
            r"story\.html:1: maximum recursion",
        ),
        ("{% include 'gone.html' %}", r"gone\.html: there is no such template"),
        ("{% include '../story.html' %}", r"story\.html: there is no such template"),
        ("{{ brief.title|shout }}", r"story\.html:1: No filter named 'shout'"),
    ],
)
def test_a_wrong_template_is_named(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "story.html").write_text(text)
    with pytest.raises(TemplateError, match=told):
        render_brief(full_brief(), "html", templates=tmp_path)


def test_a_fault_in_a_piece_is_named_where_it_stands(tmp_path: Path) -> None:
    (tmp_path / "_sources.html").write_text("fine\n{{ section.nonsense }}")
    with pytest.raises(TemplateError, match=rf"^{tmp_path}/_sources\.html:2: .*nonsense"):
        render_brief(full_brief(), "html", templates=tmp_path)


def test_a_template_must_be_utf8(tmp_path: Path) -> None:
    (tmp_path / "brief.txt").write_bytes(b"caf\xe9")
    with pytest.raises(TemplateError, match="UTF-8"):
        render_brief(full_brief(), "txt", templates=tmp_path)


def test_a_style_sheet_cannot_end_its_element(tmp_path: Path) -> None:
    (tmp_path / "style.css").write_text("</style><script>alert(1)</script>")
    with pytest.raises(TemplateError, match="style sheet"):
        render_edition(edition(), templates=tmp_path)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="no such folder"):
        render_edition(edition(), templates=tmp_path / "gone")


def test_the_shipped_templates_are_those_of_the_repository() -> None:
    repository = Path(str(files("aggregator"))).parent / "templates"
    if repository.is_dir():
        names = {path.name: path.read_bytes() for path in repository.iterdir()}
        assert {path.name: path.read_bytes() for path in shipped().iterdir()} == names


# --- the style sheet -------------------------------------------------------------------------------

# Text and marks on the grounds they stand on (WCAG 2.2, 1.4.3: 4.5 to 1).
PAIRS = [(front, back) for back in ("paper", "raised") for front in ("ink", "soft", "accent", "open")] + [
    ("ink", "mark")
]


def _tokens(scheme: str) -> dict[str, str]:
    style = (shipped() / "style.css").read_text(encoding="utf-8")
    light, dark = re.findall(r":root \{(.*?)\}", style, re.DOTALL)[:2]
    found = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", light))
    return found | (dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", dark)) if scheme == "dark" else {})


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back"), PAIRS)
def test_contrast(scheme: str, front: str, back: str) -> None:
    tokens = _tokens(scheme)
    low, high = sorted(_luminance(tokens[name]) for name in (front, back))
    assert (high + 0.05) / (low + 0.05) >= 4.5


def test_colours_stand_in_the_tokens_alone() -> None:
    style = (shipped() / "style.css").read_text(encoding="utf-8")
    rules = re.sub(r":root \{.*?\}", "", style, flags=re.DOTALL)
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|rgb|hsl", rules)
