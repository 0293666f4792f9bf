"""What the mail is made of is known to mail programs, by the public tables of caniemail.com."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import lxml.html

from aggregator.render import render_edition
from tests.render.sample import edition

FEATURES: dict[str, dict[str, str]] = json.loads(
    (Path(__file__).with_name("grammars") / "caniemail.json").read_text(encoding="utf-8")
)["features"]

EVERYWHERE = {"color", "font-family", "border-bottom"}
"""Properties of CSS 1 that are so widely known that caniemail.com has no page for them."""

PARTLY = {
    "font-size": "lengths in pixels are known; other units are not",
    "font-weight": "numbers of whole hundreds are known; Outlook shows those from 600 as bold",
    "line-height": "known; Outlook needs a rule of its own to take small ones exactly",
    "margin": "neither negative values nor `auto` are known; the sheet is centred by an attribute",
    "max-width": "Outlook knows it for tables, which is where it stands",
    "padding": "Outlook knows it for cells, which is where it stands",
    "text-align": "the values of CSS 1 are known",
    "width": "known for tables",
    "word-break": "breaks endless words only; nothing else is lost without it",
}
"""Properties that some program knows in part, and why what we ask of them is in the part it knows."""


def styles() -> dict[str, list[tuple[str, str]]]:
    """Return each property of the mail with the elements and values it has."""
    tree = lxml.html.document_fromstring(
        render_edition(edition(base_url="https://brief.example/"))["mail/edition.html"].decode()
    )
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for element in tree.iter():
        for rule in (element.get("style") or "").split(";"):
            name, colon, value = rule.partition(":")
            if colon:
                found[name.strip()].append((str(element.tag), value.strip()))
    return found


def test_every_property_is_known_to_the_great_mail_programs() -> None:
    found = styles()
    assert found.keys() - EVERYWHERE <= {name[4:] for name in FEATURES if name.startswith("css-")}
    limited = {name: FEATURES[f"css-{name}"] for name in found.keys() - EVERYWHERE}
    assert {name for name, levels in limited.items() if levels} <= PARTLY.keys()
    assert not [name for name, levels in limited.items() if "no" in levels.values() and name != "word-break"]


def test_what_programs_know_in_part_stays_in_that_part() -> None:
    found = styles()
    assert {tag for tag, value in found["padding"] if value not in {"0", "0px"}} <= {"td"}
    assert {tag for tag, _ in found["max-width"]} == {"table"}
    assert all(value.endswith("px") for _, value in found["font-size"])
    assert {value for _, value in found["font-weight"]} <= {"600", "700"}
    assert not [value for _, value in found["margin"] if "-" in value]
    centred = {tag for tag, value in found["margin"] if "auto" in value}
    assert centred <= {"table"}
    assert {value for _, value in found["text-align"]} <= {"left", "right", "center"}


def test_outlook_is_given_a_width_it_knows() -> None:
    page = render_edition(edition())["mail/edition.html"].decode()
    assert page.count("<!--[if mso]>") == page.count("<![endif]-->") == 2
    assert '<!--[if mso]><table role="presentation" width="600" align="center"><tr><td><![endif]-->' in page


def test_the_tables_know_what_is_not_supported() -> None:
    assert FEATURES["css-overflow-wrap"]["gmail"] == "no"
    assert FEATURES["css-border-collapse"] == {}
