"""One form for every address of an article (after RFC 3986, section 6, and what publishers add to links).

Only what cannot name another article is taken away: a tracking parameter, a fragment, a default port. An
unknown parameter stays, since for many papers it is the article's number.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, urlsplit, urlunsplit

DEFAULT_PORTS = {"http": 80, "https": 443}

# Parameters that say how a reader came, not what is read. Names as in the query-stripping lists of
# Mozilla, Brave and ClearURLs; only those that no paper is known to use for the article itself.
TRACKING_NAMES = frozenset(
    """fbclid gclid gclsrc dclid gbraid wbraid gad_source msclkid twclid yclid ysclid igshid igsh ttclid
    li_fat_id epik mc_cid mc_eid mkt_tok vero_id vero_conv oly_anon_id oly_enc_id _hsenc _hsmi hsctatracking
    __hstc __hssc __hsfp s_cid s_kwcid ncid cmpid cmp_id icid ito ftag taid smid smtyp sr_share xtor ocid
    wt_mc wtmc guccounter guce_referrer guce_referrer_sig feedtype feedname partner_id _ga _gl rss_id
    at_medium at_campaign at_custom1 at_custom2 at_custom3 at_custom4 at_format at_link_id at_link_type
    at_link_origin at_bbc_team at_ptr_name at_point traffic_source traffic_campaign share_id sharetype
    mbid cvid campaign_id campaign_type instance_id user_id segment_id regi_id emc nl_source""".split()
)
TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "itm_", "hsa_", "__twitter_", "asc_")
# Parameters that only say where the reader clicked when their value is one of these.
TRACKING_VALUES = {
    "ref": frozenset("rss feed feeds twitter facebook home homepage share social newsletter email".split()),
    "source": frozenset("rss feed feeds twitter facebook social newsletter email share".split()),
    "src": frozenset("rss feed feeds twitter facebook social newsletter email share".split()),
    "from": frozenset("rss feed feeds".split()),
    "cmp": frozenset("rss share share_btn_fb share_btn_tw share_btn_url oth_b-aplnews_d-1".split()),
    "partner": frozenset("rss feed".split()),
    "format": frozenset({"amp"}),
    "outputtype": frozenset({"amp"}),
    "amp": frozenset({"", "1", "true"}),
    "platform": frozenset({"amp"}),
}

MAX_ROUNDS = 8
"""An address can wrap another (an AMP cache around a mobile page); none of ours wraps this deep."""

_SCHEME_AND_WWW = re.compile(r"\Ahttps?://(?:www\.)?")
_AMP_CACHE_HOST = re.compile(r"[\w-]+\.cdn\.ampproject\.org\Z")
_AMP_CACHE_PATH = re.compile(r"/(?:[acirv]|amp)/(?P<secure>s/)?(?P<rest>[\w-]+(?:\.[\w-]+)+/.*)\Z", re.DOTALL)
_AMP_TAIL = re.compile(r"(?:(?<!/amp)(?:/amp)++|\.amp)(?P<ending>\.html?)?/?\Z", re.IGNORECASE)
_AMP_HEAD = re.compile(r"\A/amp(?=/.)", re.IGNORECASE)
_MOBILE_HOST = re.compile(r"\A(?:m|mobile|amp)\.(?=[\w-]+\.[\w.-]+\Z)")
_MOBILE_LABEL = re.compile(r"\A(?P<language>[a-z]{2})\.m\.(?=[\w-]+\.[\w.-]+\Z)")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_KEPT = "!$&'()*+,;=:@/?%"


@lru_cache(maxsize=8_192)
def canonical_url(url: str) -> str:
    """Return the one form of an http or https address; anything else comes back without outer white space.

    Canonical addresses are fixed points: `canonical_url(canonical_url(x)) == canonical_url(x)`.
    """
    made = url.strip()
    for _ in range(MAX_ROUNDS):
        before, (made, settled) = made, _simplified(made)
        if settled or made == before:
            break
    return made


def address_key(url: str) -> str:
    """Return what is the same for all addresses of one article: no scheme, no ``www.``.

    For comparing only: a reader is never sent there.
    """
    canonical = canonical_url(url)
    return _SCHEME_AND_WWW.sub("", canonical) if _split(canonical) else canonical


class _Parts(NamedTuple):
    """An http or https address in parts; reading host and port out of its third takes as long as all else."""

    scheme: str
    host: str
    port: int | None
    path: str
    query: str


def _split(url: str) -> _Parts | None:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in DEFAULT_PORTS or not host or port == 0:
        return None
    return _Parts(parts.scheme, host.lower(), port, parts.path, parts.query)


def _simplified(url: str) -> tuple[str, bool]:
    """Return an address simplified once, and whether it is known that nothing is left to simplify."""
    parts = _split(url)
    if parts is None:
        return url, True
    inner = _split(_unwrapped(parts)) or parts
    host, path = _host(inner.host), _path(inner.path)
    made = urlunsplit((inner.scheme, host + _port(inner), path, _query(inner.query), ""))
    # Nothing but host and path can be wrapped more than once.
    return made, (host, path) == (parts.host, parts.path)


def _unwrapped(parts: _Parts) -> str:
    """Return the publisher's own address where a search engine's AMP cache stands around it, else ""."""
    cached = _AMP_CACHE_HOST.match(parts.host) or parts.host in {"www.google.com", "google.com"}
    found = _AMP_CACHE_PATH.match(parts.path) if cached else None
    if not found:
        return ""
    scheme = "https" if found["secure"] else "http"
    return f"{scheme}://{found['rest']}" + (f"?{parts.query}" if parts.query else "")


def _host(host: str) -> str:
    host = host.rstrip(".")
    if ":" in host:
        return f"[{host}]"
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            host = quote(host)
    host = _MOBILE_LABEL.sub(r"\g<language>.", host)
    return _MOBILE_HOST.sub("www.", host)


def _port(parts: _Parts) -> str:
    return "" if parts.port in (None, DEFAULT_PORTS[parts.scheme]) else f":{parts.port}"


def _path(path: str) -> str:
    plain = re.sub(r"/{2,}", "/", _escaped(path))
    plain = _AMP_HEAD.sub("", _AMP_TAIL.sub(lambda found: found["ending"] or "", plain))
    return plain.rstrip("/") or "/"


def _query(query: str) -> str:
    kept = sorted(pair for pair in _escaped(query).split("&") if pair and not _tracks(pair))
    return "&".join(kept)


def _tracks(pair: str) -> bool:
    name, _, value = pair.partition("=")
    name = name.lower()
    if name in TRACKING_NAMES or name.startswith(TRACKING_PREFIXES):
        return True
    return value.lower() in TRACKING_VALUES.get(name, ())


def _escaped(part: str) -> str:
    """Return a path or query with every escape in one form: upper-case, and none that is not needed."""

    def one(found: re.Match[str]) -> str:
        char = chr(int(found[1], 16))
        return char if char in _UNRESERVED else found[0].upper()

    sound = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", part)
    return _ESCAPE.sub(one, quote(sound, safe=_KEPT, errors="replace"))
