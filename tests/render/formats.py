"""Public schemas and other programs' readers, which know nothing of us: what they find wrong in a file.

Where the schemas come from, and whose they are, stands in `grammars/README.md`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from jsonschema import Draft7Validator, FormatChecker
from lxml import etree
from pydantic import ValidationError
from rss_parser import RSSParser, to_json_feed

GRAMMARS = Path(__file__).with_name("grammars")
SCHEMATRON = {"s": "http://www.ascc.net/xml/schematron", "atom": "http://www.w3.org/2005/Atom"}


def faults(path: str, raw: bytes) -> list[str]:
    """Return what is wrong in a file that programs read, by its name."""
    return _checks(path.rpartition("/")[2])(raw)


def _checks(name: str) -> Callable[[bytes], list[str]]:
    return {"feed.xml": rss_faults, "atom.xml": atom_faults, "feed.json": json_feed_faults}.get(
        name, sitemap_faults
    )


def atom_faults(raw: bytes) -> list[str]:
    """Hold a feed against the grammar of RFC 4287, and against the rules that stand in it as Schematron."""
    feed, grammar = etree.fromstring(raw), etree.parse(str(GRAMMARS / "atom.rng"))
    broken = [
        "".join(said.itertext()).strip()
        for rule in grammar.iterfind(".//s:rule", SCHEMATRON)
        for place in feed.xpath(f"//{rule.get('context')}", namespaces=SCHEMATRON)
        for said in rule.iterfind("s:assert", SCHEMATRON)
        if not place.xpath(said.get("test"), namespaces=SCHEMATRON)
    ]
    return [*_relax_ng("atom", raw), *broken]


def rss_faults(raw: bytes) -> list[str]:
    """Hold a feed against our grammar of RSS 2.0, and let another program's model of it read the feed.

    What that program makes of it as a JSON Feed is held against the schema of JSON Feed in turn.
    """
    found = _relax_ng("rss", raw)
    try:
        made, lost = to_json_feed(RSSParser.parse(raw.decode()))
    except ValidationError as error:
        return [*found, str(error)]
    if any(lost):
        found.append(f"not understood: {lost}")
    return found + json_feed_faults(json.dumps(made).encode(), absolute=False)


def json_feed_faults(raw: bytes, *, absolute: bool | None = None) -> list[str]:
    """Hold a JSON Feed against the schema; one that names its own address may hold no relative one."""
    feed = json.loads(raw)
    formats = FormatChecker(formats=())
    formats.checks("date-time")(_is_moment)
    if "feed_url" in feed if absolute is None else absolute:
        formats.checks("uri")(_is_address)
    checked = Draft7Validator(_json_feed_schema(), format_checker=formats)
    return [f"{error.json_path}: {error.message}" for error in checked.iter_errors(feed)]


def sitemap_faults(raw: bytes) -> list[str]:
    """Hold a sitemap against the schema of sitemaps.org, and against our grammar, which is stricter."""
    schema, tree = etree.XMLSchema(etree.parse(str(GRAMMARS / "sitemaps.xsd"))), etree.fromstring(raw)
    schema.validate(tree)
    return [*map(str, schema.error_log), *_relax_ng("sitemap", raw)]


def _relax_ng(name: str, raw: bytes) -> list[str]:
    grammar = etree.RelaxNG(etree.parse(str(GRAMMARS / f"{name}.rng")))
    grammar.validate(etree.fromstring(raw))
    return [str(entry) for entry in grammar.error_log]


@cache
def _json_feed_schema() -> dict[str, object]:
    found: dict[str, object] = json.loads((GRAMMARS / "jsonfeed.json").read_text(encoding="utf-8"))
    Draft7Validator.check_schema(found)
    return found


def _is_moment(value: object) -> bool:
    """Whether text is a time of RFC 3339, which always tells its zone."""
    try:
        return "T" in str(value) and datetime.fromisoformat(str(value)).tzinfo is not None
    except ValueError:
        return False


def _is_address(value: object) -> bool:
    return bool(urlsplit(str(value)).scheme)
