"""Title, authors, outlet, address and language of a page, each from the most reliable place that has it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from courlan import extract_domain
from lxml.html import HtmlElement

from aggregator.extract.dates import stated_times
from aggregator.extract.decoding import headline, one_line
from aggregator.extract.jsonld import PageRecord, plain
from aggregator.extract.judging import judged
from aggregator.models import StatedTime

MAX_TITLE = 300
MIN_TITLE = 8
MAX_TITLE_READ = 1_000
"""Characters of a title that are looked at before the site's name is taken off it."""
MAX_AUTHORS = 20
MAX_HEADLINE = 108
"""Records are often cut at 110 characters, which Google once asked for."""
MAX_SITE_WORDS = 4
MIN_SITE = 4
"""A name of a site this long may be followed by more: "Examiner" is the site in "Examiner Sport"."""
MAX_AUTHOR_WORDS = 6
MAX_URL = 2_000

SEPARATOR = re.compile(r"\s+(?:[|·•»«‹›~/]|::|--?|[–—])\s+|\s*\|\s*")
NOT_A_NAME = re.compile(
    r"https?:|www\.|@|\d{3}|^(?:admin|staff|editor|unknown|null|none|author|guest)$", re.IGNORECASE
)
BYLINE = re.compile(r"^\W*(?:written\s+|words\s+|reported\s+|posted\s+)?by\s*:?\s+", re.IGNORECASE)
ROLE_AFTER_NAME = re.compile(
    r"\s*(?:[|/]|,(?=[^,]*\b(?:editor|reporter|correspondent|writer|staff|for|at|of|in)\b)).*$", re.IGNORECASE
)
BETWEEN_NAMES = re.compile(r"\s*(?:;|,|&|\band\b)\s*")
ELLIPSIS = re.compile(r"\s*(?:\.\.\.|…)$")
LOGIN_NAME = re.compile(r"^[a-z0-9]+(?:[-_.][a-z0-9]+)+$")

AUTHOR_META = ("author", "article:author", "parsely-author", "sailthru.author", "byl", "dc.creator")
AUTHOR_PATHS = (
    "//*[@itemprop='author']//*[@itemprop='name']",
    "//*[@itemprop='author'][not(self::meta)]",
    "//a[@rel='author']",
    "//*[contains(@class, 'byline')]//a",
    "//*[contains(@class, 'byline')]",
    "//*[contains(@class, 'author-name') or contains(@class, 'author__name')]",
)
NEWS_WORDS = {"news", "online", "the", "com", "co", "uk", "www", "org", "net", "magazine", "live"}

OPINION_WORDS = r"opinions?|comment|commentary|editorials?|op-?eds?|columns?|columnists?"
OPINION_KIND = re.compile(r"opinion", re.IGNORECASE)
OPINION_PATH = re.compile(rf"/(?:{OPINION_WORDS}|commentisfree|blogs/opinion)(?:/|$)", re.IGNORECASE)
OPINION_SECTION = re.compile(rf"^(?:{OPINION_WORDS}|views?|voices|ideas|letters?)\b", re.IGNORECASE)
OPINION_OUTLET = re.compile(r"\b(?:editorials?|opinions?|op-?eds?|comment)\b", re.IGNORECASE)
"""In the name of an outlet or feed; elsewhere in a title these words are news ("opinion poll")."""
OPINION_TITLE = re.compile(
    rf"^(?:{OPINION_WORDS}|letters?|our view|the \w+ view)\s*[:|—–]|[|]\s*(?:{OPINION_WORDS})\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What is known of an article beside its text. `titles` are all forms its title has on the page.

    `original` is an address on another site that the page names as its original.
    """

    title: str
    titles: tuple[str, ...]
    authors: tuple[str, ...]
    published: datetime | None
    times: tuple[StatedTime, ...]
    outlet: str
    url: str
    original: str
    language: str
    opinion: bool


def read_metadata(tree: HtmlElement, record: PageRecord, *, url: str, fetched: datetime | None) -> Metadata:
    """Return the page's metadata; `url` is where it was fetched ("" if unknown)."""
    meta = _meta(tree)
    address = _address(tree, record, meta, url)
    outlet = _outlet(record, meta, address)
    titles = tuple(_titles(tree, record, meta, _site_names(outlet, meta, address)))
    title = _whole(titles[0], titles[1:]) if titles else ""
    published, times = judged(stated_times(tree, record, meta, address, fetched), fetched)
    return Metadata(
        title=title,
        titles=titles,
        authors=tuple(_authors(tree, record, meta, outlet)),
        published=published,
        times=times,
        outlet=outlet,
        url=address,
        original=_original(tree, meta, url),
        language=_language(tree, record, meta),
        opinion=is_opinion(
            title,
            address,
            section=record.section or meta.get("article:section", ""),
            kinds=record.kinds,
            outlet=outlet,
        ),
    )


def is_opinion(
    title: str, url: str = "", *, section: str = "", kinds: Iterable[str] = (), outlet: str = ""
) -> bool:
    """Whether an article presents itself as opinion.

    By its title, address, section, schema.org type, or by the name of its outlet or feed ("CNN - Editorial").
    """
    return bool(
        OPINION_TITLE.search(title)
        or OPINION_SECTION.search(section)
        or OPINION_OUTLET.search(outlet)
        or OPINION_PATH.search(urlsplit(url).path)
        or any(OPINION_KIND.search(kind) for kind in kinds)
    )


def _meta(tree: HtmlElement) -> dict[str, str]:
    """The page's `<meta>` fields by name in small letters; the first of a name stands, authors are joined."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        value = one_line(plain(element.get("content") or ""))
        for kind in ("property", "name", "itemprop"):
            name = (element.get(kind) or "").strip().lower()
            if name and value:
                seen = found.setdefault(name, value)
                if name in AUTHOR_META and value not in seen:
                    found[name] = f"{seen}; {value}"
    return found


# --- address and outlet ----------------------------------------------------------------------------


def _address(tree: HtmlElement, record: PageRecord, meta: Mapping[str, str], url: str) -> str:
    """The address the page calls its own; where it was fetched, unless the page names one of the same host.

    A page may not claim the address of another site: its text would be filed under a stranger's name.
    """
    links = (link.get("href") or "" for link in tree.xpath("//link[@rel='canonical'][@href]"))
    for candidate in (*links, meta.get("og:url", ""), record.url):
        whole = _joined(url, candidate)
        if whole and (not url or (_host(whole) == _host(url) and not _is_section(whole, url))):
            return whole
    return url


def _original(tree: HtmlElement, meta: Mapping[str, str], url: str) -> str:
    """The address on another site that the page says it is a copy of, "" if it says none."""
    links = (link.get("href") or "" for link in tree.xpath("//link[@rel='canonical'][@href]"))
    named = (*links, meta.get("syndication-source", ""), meta.get("original-source", ""))
    addresses = (_joined(url, one) for one in named if one)
    return next((one for one in addresses if one and url and _host(one) != _host(url)), "")


def _is_section(address: str, url: str) -> bool:
    """Whether an address is that of a folder the page lies in: some pages name their section as canonical."""
    return urlsplit(url).path.startswith(urlsplit(address).path.rstrip("/") + "/")


def _joined(base: str, address: str) -> str:
    try:
        whole = urljoin(base, address.strip())
        parts = urlsplit(whole)
    except ValueError:
        return ""
    fits = parts.scheme in ("http", "https") and parts.hostname and len(whole) <= MAX_URL
    return whole if fits and parts.path.strip("/") else ""


def _host(url: str) -> str:
    try:
        return extract_domain(url, fast=True) or urlsplit(url).netloc
    except ValueError:
        return ""


def _outlet(record: PageRecord, meta: Mapping[str, str], url: str) -> str:
    names = (record.publisher, meta.get("og:site_name", ""), meta.get("application-name", ""))
    for name in names:
        if name and not name.startswith(("http", "@", "#")):
            return one_line(name, MAX_TITLE)
    return _host(url)


def _site_names(outlet: str, meta: Mapping[str, str], url: str) -> set[str]:
    names = (outlet, meta.get("og:site_name", ""), meta.get("application-name", ""), _host(url).split(".")[0])
    return set(filter(None, map(_squeezed, names)))


def _squeezed(name: str) -> str:
    """A name without what outlets add to it or leave out: spaces, "the", "news", ".com"."""
    words = re.findall(r"\w+", name.lower())
    return "".join(word for word in words if word not in NEWS_WORDS) or "".join(words)


# --- title -----------------------------------------------------------------------------------------


def _titles(tree: HtmlElement, record: PageRecord, meta: Mapping[str, str], sites: set[str]) -> Iterator[str]:
    """All forms of the title, best first: the record's headline, the heading, what is sent to other sites."""
    shared = [meta.get("og:title", ""), meta.get("twitter:title", ""), meta.get("parsely-title", "")]
    tab = one_line(" ".join(element.text_content() for element in tree.xpath("//head/title")[:1]))
    headings = [one_line(heading.text_content()) for heading in tree.xpath("//h1")[:10]]
    headings.sort(key=lambda heading: -_overlap(heading, [*shared, tab]))
    if len(headings) > 1 and not _overlap(headings[0], [*shared, tab]):
        headings = []
    seen = set()
    for candidate in (record.headline, *headings, *shared, tab):
        title = headline(without_site(one_line(candidate, MAX_TITLE_READ), sites), MAX_TITLE)
        if len(title) >= MIN_TITLE and _squeezed(title) not in sites and title not in seen:
            seen.add(title)
            yield title


def without_site(title: str, sites: Iterable[str]) -> str:
    """Return the title without the name of its site at either end; `sites` are squeezed names."""
    known = set(sites)
    while True:
        cuts = list(SEPARATOR.finditer(title))
        if not cuts:
            return title.strip()
        first, last = title[: cuts[0].start()], title[cuts[-1].end() :]
        if _is_site(last, known):
            title = title[: cuts[-1].start()]
        elif _is_site(first, known):
            title = title[cuts[0].end() :]
        else:
            return title.strip()


def _is_site(part: str, sites: set[str]) -> bool:
    name = _squeezed(part)
    short = len(part.split()) <= MAX_SITE_WORDS
    return bool(name) and any(
        name == site or (short and len(site) >= MIN_SITE and name.startswith(site)) for site in sites
    )


def _overlap(heading: str, others: Iterable[str]) -> float:
    words = _words(heading)
    return max((len(words & _words(other)) / len(words) for other in others if words), default=0)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def _whole(title: str, others: Iterable[str]) -> str:
    """The title, or the longer form of it where the record's was cut short."""
    stem = ELLIPSIS.sub("", title)
    if stem == title and len(title) < MAX_HEADLINE:
        return title
    return next((other for other in others if len(other) > len(stem) and other.startswith(stem)), title)


# --- authors ---------------------------------------------------------------------------------------


def _authors(tree: HtmlElement, record: PageRecord, meta: Mapping[str, str], outlet: str) -> list[str]:
    for names in (record.authors, *([meta.get(name, "")] for name in AUTHOR_META), record.organisations):
        found = clean_authors(names, outlet)
        if found:
            return found
    for path in AUTHOR_PATHS:
        found = clean_authors((element.text_content() for element in tree.xpath(path)[:5]), outlet)
        if found:
            return found
    return clean_authors((*record.authors, *record.organisations))


def clean_authors(names: Iterable[str], outlet: str = "") -> list[str]:
    """Return the names as names: no "By", no titles, no addresses, no login names, not the outlet itself."""
    found: list[str] = []
    for listed in names:
        line = BYLINE.sub("", one_line(listed, MAX_TITLE))
        for part in BETWEEN_NAMES.split(ROLE_AFTER_NAME.sub("", line)):
            name = BYLINE.sub("", part).strip(" .,-–—|")
            if _is_name(name) and _squeezed(name) != _squeezed(outlet) and name not in found:
                found.append(name)
    return found[:MAX_AUTHORS]


def _is_name(text: str) -> bool:
    short = 0 < len(text.split()) <= MAX_AUTHOR_WORDS
    return short and not NOT_A_NAME.search(text) and not LOGIN_NAME.match(text)


# --- language --------------------------------------------------------------------------------------


def _language(tree: HtmlElement, record: PageRecord, meta: Mapping[str, str]) -> str:
    """The language the page declares, as two letters, or "": many pages declare the wrong one."""
    declared = tree.get("lang") or meta.get("og:locale", "") or record.language
    return declared.strip().lower()[:2]
