"""Where new feeds belong: which are known already, which family publishes them, what they are called. Pure.

Two feeds of one outlet in two families would count as two origins, so in doubt a feed joins a family that is
there. What a list says of a feed's home page joins it to a family only where the feed's own host carries
feeds of many publishers: else any feed could speak in another's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import chain, count
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError

from aggregator.config.opml import Outline, one_line
from aggregator.config.settings import FamilyConfig, FeedConfig, Settings
from aggregator.identity import canonical_url, outlet_slug, slug
from aggregator.identity.addresses import address_key

DEFAULT_CATEGORY = "general"

_FEED = TypeAdapter(FeedConfig)

MAX_URL = 2_000
"""Characters of an address; longer ones are refused by many servers."""

SERVICE_LABELS = ("www.", "feeds.", "feed.", "rss.")
"""Beginnings of host names that say what a host does and not whose it is."""

SHARED_HOSTS = frozenset(
    """feeds.feedburner.com feeds2.feedburner.com feedproxy.google.com feeds.feedblitz.com feedpress.me
    feeds.megaphone.fm news.google.com rss.app politepol.com openrss.org rsshub.app fetchrss.com
    www.youtube.com www.reddit.com medium.com""".split()
)
"""Hosts that carry feeds of many publishers, so that a common host says nothing of a common owner."""

_DOMAIN = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?![A-Za-z])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A feed that was not added, and why in few words."""

    url: str
    name: str
    why: str


@dataclass(slots=True, kw_only=True)
class Addition:
    """What is to be added to a settings file: feeds in their order, and the families they need."""

    feeds: list[FeedConfig] = field(default_factory=list)
    families: dict[str, FamilyConfig] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)


def addition_of(outlines: Iterable[Outline], settings: Settings, *, homes_seen: bool = False) -> Addition:
    """Return what adding `outlines` to `settings` comes to.

    Feeds whose addresses differ in nothing that matters (scheme, ``www.``, tracking, a last slash) are one.
    Categories keep the spelling that the settings have for them.

    Args:
        outlines: the feeds to add.
        settings: what is there already.
        homes_seen: whether the home pages themselves were seen to offer these feeds.
    """
    places = _Places(settings, homes_seen=homes_seen)
    for outline in outlines:
        places.add(outline)
    return places.addition


class _Places:
    """The settings with what has been added to them so far."""

    def __init__(self, settings: Settings, *, homes_seen: bool) -> None:
        self.addition = Addition()
        self._homes_seen = homes_seen
        self._settings = settings
        self._names = {feed.name.casefold() for feed in settings.feeds}
        self._keys = {address_key(feed.url): feed.name for feed in settings.feeds}
        self._categories = {feed.category.casefold(): feed.category for feed in settings.feeds}
        self._slugs = {outlet_slug(family.name) for family in settings.families.values()}
        self._hosts: dict[str, set[str]] = {}
        for feed in settings.feeds:
            self._hosts.setdefault(_host(feed.url), set()).add(feed.family)

    def add(self, outline: Outline) -> None:
        """Add a feed, or say why not."""
        if not is_web_address(outline.url):
            self._skip(outline, "no http or https address")
            return
        key = address_key(outline.url)
        if key in self._keys:
            self._skip(outline, f"already there as {self._keys[key]}")
            return
        try:
            feed = self._feed(outline)
        except ValidationError:
            self._skip(outline, "no usable address")
            return
        self._keys[key] = feed.name
        self._names.add(feed.name.casefold())
        self._hosts.setdefault(_host(feed.url), set()).add(feed.family)
        self.addition.feeds.append(feed)

    def _skip(self, outline: Outline, why: str) -> None:
        self.addition.skipped.append(Skipped(url=outline.url[:MAX_URL], name=outline.name, why=why))

    def _feed(self, outline: Outline) -> FeedConfig:
        given = {
            "name": self._name(outline),
            "url": outline.url,
            "family": "-",
            "category": self._category(outline.category),
            "language": _language(outline.language),
        }
        return replace(_FEED.validate_python(given), family=self._family(outline))

    def _category(self, given: str) -> str:
        category = one_line(given) or DEFAULT_CATEGORY
        return self._categories.setdefault(category.casefold(), category)

    def _name(self, outline: Outline) -> str:
        """Return the feed's name, made its own with its host and a number where it is taken."""
        host = _host(outline.url)
        name = one_line(outline.name) or host
        wanted = chain([name, f"{name} ({host})"], (f"{name} ({host}) {number}" for number in count(2)))
        return next(one for one in wanted if one.casefold() not in self._names)

    def _family(self, outline: Outline) -> str:
        """Return the family of a feed: that of its domain, of its host's other feeds, else a new one."""
        host = _host(outline.url)
        home = outline.home if self._homes_seen or host in SHARED_HOSTS else ""
        urls = [url for url in (outline.url, home) if is_web_address(url)]
        of_domain = (self._settings.family_of(url) for url in urls)
        of_host = (self._only_family(_host(url)) for url in urls)
        known = next((family for family in chain(of_domain, of_host) if family), "")
        return known or self._new_family(outline, _host(urls[-1]) if host in SHARED_HOSTS else host)

    def _only_family(self, host: str) -> str:
        families = self._hosts.get(host, ()) if host not in SHARED_HOSTS else ()
        return next(iter(families)) if len(families) == 1 else ""

    def _new_family(self, outline: Outline, host: str) -> str:
        """Add a family for the host's domain, or for the feed alone if its host is shared."""
        name = one_line(outline.name)
        domain = "" if host in SHARED_HOSTS else _domain(host)
        key = self._key(domain or name or outline.url)
        if not name or outlet_slug(name) in self._slugs or self._settings.family_of(name):
            name = domain or key
        self._slugs.add(outlet_slug(name))
        domains = (domain,) if _DOMAIN.fullmatch(domain) else ()
        self.addition.families[key] = FamilyConfig.model_validate({"name": name, "domains": domains})
        return key

    def _key(self, words: str) -> str:
        """Return a short name for a family that none has: ``harbourpost`` for ``harbourpost.example``."""
        first, whole = words.partition(".")[0], slug(words.replace(".", "-"))
        wanted = chain(
            [whole if first.isdecimal() else slug(first), whole], (f"{whole}-{number}" for number in count(2))
        )
        taken = self._settings.families.keys() | self.addition.families.keys()
        return next(one for one in wanted if one not in taken and not self._settings.family_of(one))


def is_web_address(url: str) -> bool:
    """Return whether `url` is an http or https address with a host, short enough and in one piece."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False
    return usable and url.isprintable() and " " not in url and len(url) <= MAX_URL and "@" not in parts.netloc


def _language(given: str) -> str:
    """Return the language of a tag (``de`` of ``de-AT``); what is none counts as English, the default."""
    found = _LANGUAGE.match(given)
    return found[0].lower() if found else "en"


def _host(url: str) -> str:
    """Return the host of an address, with its port where that is not the usual one."""
    return urlsplit(canonical_url(url)).netloc


def _domain(host: str) -> str:
    """Return a host name without its port and without what only says that feeds are there."""
    domain = host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host
    for label in SERVICE_LABELS:
        if domain.startswith(label) and domain.count(".") > 1:
            return domain.removeprefix(label)
    return domain
