"""The settings and feeds of `feeds.yaml`, checked by pydantic.

Every threshold of the program is either a field here, with its default explained, or a named constant
beside the code that uses it.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, HttpUrl, TypeAdapter
from pydantic.dataclasses import dataclass

from aggregator.identity import canonical_url, outlet_slug
from aggregator.models import Feed

Seconds = Annotated[float, Field(gt=0)]

HEADER = r"^[!-~](?:[ -~]{0,298}[!-~])?$"
"""What can stand in a request's header: printable ASCII without white space around it."""
OPTIONAL_HEADER = rf"{HEADER}|^$"

LONGEST_WAIT = timedelta(days=1)
"""No feed is left alone for longer: a server that asks for more has most likely made a mistake, and a longer
wait that we noted was noted by a clock that was wrong."""


WebAddress = Annotated[str, AfterValidator(lambda url: str(_ADDRESS.validate_python(url)))]
"""An http or https address as pydantic spells it; as text it takes a quarter of what its `HttpUrl` does."""
_ADDRESS = TypeAdapter(HttpUrl)

_STRICT = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class _Section(BaseModel):
    """A part of the settings file: unknown names are errors, values cannot change after reading."""

    model_config = _STRICT | ConfigDict(frozen=True)


class EditionSettings(_Section):
    """What enters an edition, and how it presents itself."""

    title: str = "The Brief"
    """The edition's masthead."""
    language: str = "en"
    """Language of the articles read; others are counted and named in the report."""
    base_url: HttpUrl | None = None
    """The public address of the output folder; sitemaps, canonical links and feeds need it."""
    contact: str = ""
    """Where a reader reports a wrong line."""
    window_hours: Annotated[float, Field(gt=0)] = 48
    """Articles published within this time before the run can enter the edition."""
    max_stories: Annotated[int, Field(ge=1)] = 30
    """The most briefs in one edition, heaviest stories first."""
    min_articles: Annotated[int, Field(ge=1)] = 2
    """Stories of fewer articles do not enter the edition."""
    max_articles_per_story: Annotated[int, Field(ge=1)] = 60
    """At most this many articles of a story are read sentence by sentence, newest first."""


class FetchSettings(_Section):
    """How we fetch: politely, within bounds, and never from a private address."""

    user_agent: Annotated[str, Field(pattern=HEADER)] = "aggregator/0.1"
    """What we call ourselves in every request; robots.txt rules are looked up by its first word."""
    contact: Annotated[str, Field(pattern=OPTIONAL_HEADER)] = ""
    """Your address or page, sent with every request, so that whoever runs a server can reach you."""
    poll_min_minutes: Annotated[float, Field(ge=0)] = 10
    """A feed is not asked again sooner, however often it changes."""
    poll_max_minutes: Annotated[float, Field(ge=0)] = 360
    """A quiet feed is asked this often, unless it asks for less; 0 asks every feed at every run."""
    concurrency: Annotated[int, Field(ge=1, le=256)] = 16
    """Requests under way at once, all hosts together; as many connections more may be opening meanwhile."""
    per_host_gap: Annotated[float, Field(ge=0)] = 1.0
    """Seconds between two requests to one host."""
    connect_timeout: Seconds = 10
    """Seconds until a connection must stand."""
    read_timeout: Seconds = 20
    """Seconds without a byte until a response is given up."""
    total_timeout: Seconds = 60
    """Seconds for one whole response, however steadily it drips."""
    max_feed_bytes: Annotated[int, Field(gt=0)] = 10_000_000
    """A feed larger than this, after decompression, is refused."""
    max_page_bytes: Annotated[int, Field(gt=0)] = 5_000_000
    """A page larger than this, after decompression, is refused."""
    max_redirects: Annotated[int, Field(ge=0)] = 5
    """Redirects followed for one address, each checked like the first."""
    retries: Annotated[int, Field(ge=0)] = 2
    """Further attempts after a timeout, a 429 or a 5xx."""
    max_retry_after: Seconds = 60
    """The longest `Retry-After` waited for within a run; a longer one is left to the next run."""
    allow_private_addresses: bool = False
    """Allow loopback and private addresses; for tests and the demo only."""
    respect_robots: bool = True
    """Obey robots.txt for pages."""
    max_items_per_feed: Annotated[int, Field(ge=1)] = 200
    """Items read from one feed in one run; the rest is reported."""

    @property
    def named(self) -> str:
        """The `User-Agent` header: who we are and how to reach us."""
        return f"{self.user_agent} (+{self.contact})" if self.contact else self.user_agent


class ExtractSettings(_Section):
    """When a page counts as read."""

    min_full_chars: Annotated[int, Field(ge=0)] = 500
    """A page text shorter than this is only a part, unless the feed gave no more either."""
    max_text_chars: Annotated[int, Field(gt=0)] = 200_000
    """Longer texts are cut at a paragraph and marked partial."""
    workers: Annotated[int, Field(ge=1)] = 1
    """Processes that extract and annotate."""


class ClusterSettings(_Section):
    """When two articles are one story."""

    window_days: Annotated[float, Field(gt=0)] = 7
    """Days a story goes on without news: articles this far apart count as a quarter less alike."""
    join_threshold: Annotated[float, Field(gt=0, lt=1)] = 0.4
    """Mean likeness (0..1) of two groups' articles from which they are one story."""


class Policy(_Section):
    """How a verdict is reached; the rubric stands in docs/verdicts.md."""

    min_origins: Annotated[int, Field(ge=1)] = 2
    """Independent origins that must assert a claim as fact before it is confirmed."""
    certain_from: Annotated[float, Field(ge=0, le=3)] = 2.0
    """A claim counts as asserted from this certainty on (-3..3)."""
    denied_below: Annotated[float, Field(ge=-3, le=0)] = -1.0
    """A claim counts as denied below this certainty."""
    match_threshold: Annotated[float, Field(gt=0, lt=1)] = 0.7
    """Score from which two claims are the same claim."""
    copy_containment: Annotated[float, Field(gt=0, le=1)] = 0.5
    """Share of five-word shingles from which one text is a copy of another."""
    stale_after_days: Annotated[float, Field(gt=0)] = 14
    """Material older than the time its story is told at by more than this is context, with its date."""
    update_after_hours: Annotated[float, Field(gt=0)] = 6
    """Two different figures further apart than this are an update, not a conflict."""
    max_known: Annotated[int, Field(ge=1)] = 8
    """Lines under What We Know."""
    max_unclear: Annotated[int, Field(ge=1)] = 8
    """Lines under What's Still Unclear."""


class KeepSettings(_Section):
    """For how long things are kept."""

    article_days: Annotated[float, Field(gt=0)] = 90
    """Articles older than this go, unless a published brief cites them or an editor's choice names them."""


class HealthSettings(_Section):
    """An address that is told how runs end, such as a check of healthchecks.io."""

    url: HttpUrl | None = None
    """Asked for after a run that published; the same with `/fail` behind it after one that did not."""
    allow_private_addresses: bool = False
    """Allow it to be a loopback or private address, whatever `fetch` allows."""


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class FeedConfig:
    """One feed."""

    name: Annotated[str, Field(min_length=1)]
    """What reports call it."""
    url: WebAddress
    """Its address: RSS, Atom, RDF or JSON Feed."""
    family: str
    """The publisher family it belongs to, a name under `families`."""
    category: Annotated[str, Field(min_length=1)]
    """The desk it is for (world, business, science, ...)."""
    kind: Literal["outlet", "wire", "official", "aggregator", "trade", "science"] = "outlet"
    """What publishes it; an official feed speaks for itself, an aggregator only links to others."""
    outlet: str = ""
    """The outlet its articles are from; empty for the family's own name."""
    language: str = "en"
    """Its language, unless an item or page says otherwise."""
    enabled: bool = True
    """Whether it is asked at all."""


class FamilyConfig(_Section):
    """A publisher family: one owner or masthead, and so one origin."""

    name: Annotated[str, Field(min_length=1)]
    """The outlet's name as readers know it."""
    owner: str = ""
    """Who owns it, in few words ("Gannett", "state: Qatar")."""
    kind: Literal["private", "public", "state", "nonprofit", "wire", "official", ""] = ""
    """Whose interest it serves: a private owner's, the public's (licence or levy), a state's, ..."""
    domains: tuple[Annotated[str, Field(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")], ...] = ()
    """Host names its pages stand on, their subdomains included."""
    wire_names: tuple[str, ...] = ()
    """Names under which other outlets credit it ("AP", "Associated Press")."""


class Settings(_Section):
    """The whole of `feeds.yaml`."""

    version: Literal[1]
    """The version of this file's form."""
    edition: EditionSettings = EditionSettings()
    fetch: FetchSettings = FetchSettings()
    extract: ExtractSettings = ExtractSettings()
    cluster: ClusterSettings = ClusterSettings()
    policy: Policy = Policy()
    keep: KeepSettings = KeepSettings()
    health: HealthSettings = HealthSettings()
    families: dict[str, FamilyConfig] = {}
    """Publisher families by a short name of their own; families without feeds name wires and copies."""
    feeds: tuple[FeedConfig, ...] = ()
    """The feeds that are read."""

    def enabled_feeds(self) -> tuple[Feed, ...]:
        """Return the feeds to ask, in the order of the file, each with its family's facts."""
        return tuple(self._feed(feed) for feed in self.feeds if feed.enabled)

    def family_of(self, outlet_or_url: str) -> str:
        """Return the family of an outlet's name or of an address, "" where it is of none."""
        host = urlsplit(canonical_url(outlet_or_url)).hostname if "://" in outlet_or_url else None
        if host is None:
            return self._family_names.get(outlet_slug(outlet_or_url), "")
        labels = host.split(".")
        ends = (".".join(labels[place:]) for place in range(len(labels)))
        return next((self._family_domains[end] for end in ends if end in self._family_domains), "")

    def _feed(self, feed: FeedConfig) -> Feed:
        family = self.families[feed.family]
        return Feed(
            url=feed.url,
            name=feed.name,
            outlet=feed.outlet or family.name,
            family=feed.family,
            owner=family.owner,
            kind=feed.kind,
            category=feed.category,
            language=feed.language,
        )

    @cached_property
    def _family_domains(self) -> dict[str, str]:
        return {domain: name for name, family in self.families.items() for domain in family.domains}

    @cached_property
    def _family_names(self) -> dict[str, str]:
        """Families by the slugs of all their names; the family's own name wins over a feed's."""
        named = [(feed.outlet, feed.family) for feed in self.feeds if feed.outlet]
        for name, family in self.families.items():
            named += [(alias, name) for alias in (*family.wire_names, name, family.name)]
        return {outlet_slug(alias): name for alias, name in named if outlet_slug(alias)}
