"""A sample edition: invented news with every kind of section, many sources, and hostile text in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from aggregator.evidence import sha256
from aggregator.models import (
    Brief,
    Change,
    ChangeKind,
    Completeness,
    Correction,
    Edition,
    Evidence,
    FigureRow,
    FigureTable,
    Line,
    Manifest,
    Part,
    PartKind,
    Problem,
    Reason,
    Related,
    Revision,
    Rule,
    Section,
    SourceEntry,
    Standing,
    StepVersion,
)

AT = datetime(2026, 9, 15, 18, 0, tzinfo=UTC)

SLUG = "ferry-runs-aground-off-vesterhavn-5f3c9a"
MOVED = "ship-on-the-kettle-rocks-77aa01"
"""The address of the full brief's story, and of one that it took over."""

HOSTILE = (
    "<script>alert(1)</script>",
    "[free money](https://evil.example/x) **now** <b>&amp;</b> `code` | cell",
    "line one\nSources\n- forged\n\n# forged heading",
    "safe \u202egnp.exe\u2066 name\u0007\u200b",
    "</title></style><img src=x onerror=alert(1)>",
    "1. a list\t- https://evil.example www.evil.example me@evil.example",
    "{{ 7 * 7 }} {% raw %} ${x} %s",
)
"""Text that a feed could carry to break out of a page, a Markdown file or a line."""

_SENTENCES = (
    "The ferry Maren Lysfjord ran aground on the Kettle Rocks at 6.40 on Monday morning.",
    "All 214 passengers were taken off by lifeboat before noon, the Vesterhavn coast guard said.",
    "Two crew members are missing, according to the coast guard.",
    "Three crew members had not been found by evening, harbour officials said.",
    "The ship may have lost steering before it left the channel, people familiar with the inquiry said.",
    "It was not immediately clear who was on the bridge.",
    "The operator, Norrland Lines, denied that the ship had sailed with a known fault.",
    "The company said it would bring in a salvage vessel on Wednesday.",
    "A hearing is expected to open in Vesterhavn next week.",
    "The line carries about 90,000 people a year between Vesterhavn and the Outer Skerries.",
    "A sister ship, the Ingrid Lysfjord, was laid up in 2023 with a failed rudder pump.",
    "Without the ferry the islands have one supply boat a week.",
)

_OUTLETS = (
    ("Vesterhavn Post", "Skerry Media", "private", "a", ("family: skerry", "copy")),
    ("The Daily Gull", "Skerry Media", "private", "a", ("family: skerry", "copy")),
    ("Meridian Press Agency", "Meridian Cooperative", "wire", "b", ("credit: mpa",)),
    ("Northern Chronicle", "Northern Chronicle Trust", "nonprofit", "b", ("credit: mpa",)),
    ("Evening Standard of Lund Sound", "Lund Holdings", "private", "b", ("credit: mpa",)),
    ("Public Radio Skerries", "Skerries Broadcasting", "public", "c", ()),
    ("Vesterhavn Coast Guard", "Ministry of Ports", "official", "d", ()),
    ("Harbour Ledger", "", "trade", "e", ()),
)


def source_entries(count: int = 12) -> tuple[SourceEntry, ...]:
    """Return `count` sources; some have no address, no time, or were read in part."""
    return tuple(_entry(place) for place in range(count))


def _entry(place: int) -> SourceEntry:
    outlet, owner, kind, origin, why = _OUTLETS[place % len(_OUTLETS)]
    read = (Completeness.FULL, Completeness.FULL, Completeness.PARTIAL, Completeness.FEED_ONLY)[place % 4]
    title = HOSTILE[place - 5] if place > 4 and place - 5 < len(HOSTILE) else _SENTENCES[place].rstrip(".")
    return SourceEntry(
        number=place + 1,
        article=f"{place:016x}",
        outlet=outlet,
        owner=owner,
        kind=kind,
        title=title,
        url=_address(place),
        authors=("Solveig Aune", "T. O. Brandt") if place % 3 == 0 else (),
        published=None if place == 7 else AT - timedelta(hours=36 - place * 3),
        fetched=AT - timedelta(minutes=20),
        completeness=read,
        origin=origin,
        origin_why=why,
        only_here=place % 3,
        interest=("private", "public", "")[place % 3],
        revisions=(Revision(read=AT - timedelta(hours=2), changed=("title", "notice")),)
        if place == 0
        else (),
    )


def _address(place: int) -> str:
    if place == 6:
        return "javascript:alert(1)"
    if place == 7:
        return ""
    return f'https://news{place}.example/2026/09/15/ferry"onmouseover=x?a=1&b=({place})'


def evidence(place: int, text: str) -> Evidence:
    """Return a sentence of source number `place` + 1 as evidence."""
    start = 100 * place
    return Evidence(
        article=f"{place:016x}", start=start, end=start + len(text), sha256=sha256(text), text=text
    )


def line(text: str, places: Sequence[int] = (0,), **more: object) -> Line:
    """Return a line that stands word for word in each of its sources."""
    proof = tuple(evidence(place, text) for place in places)
    first = proof[0]
    part = Part(kind=PartKind.SOURCE, text=text, article=first.article, start=first.start, end=first.end)
    return replace(Line(parts=(part,), evidence=proof), **more)  # type: ignore[arg-type]


def words(text: str, **more: object) -> Line:
    """Return a line of our own words, with no evidence."""
    return replace(Line(parts=(Part(kind=PartKind.WORDS, text=text),)), **more)  # type: ignore[arg-type]


def confirmed(text: str, places: Sequence[int], outlets: int, origins: int) -> Line:
    """Return a confirmed line."""
    return line(
        text,
        places,
        standing=Standing.CONFIRMED,
        reasons=(Reason.ORIGINS,),
        outlets=outlets,
        origins=origins,
        note=f"stated as fact by {origins} independent origins",
    )


def unclear(text: str, places: Sequence[int], reason: Reason, note: str, **more: object) -> Line:
    """Return an unclear line with its reason."""
    return line(
        text,
        places,
        standing=Standing.UNCLEAR,
        reasons=(reason,),
        outlets=len(places),
        origins=1,
        note=note,
        **more,
    )


def sections() -> tuple[Section, ...]:
    """Return one section of each kind the composer writes, in its order."""
    s = _SENTENCES
    half = Part(
        kind=PartKind.SOURCE, text="Two crew members are missing", article=f"{2:016x}", start=200, end=228
    )
    cut = replace(line(s[2], (2,)), parts=(half, Part(kind=PartKind.WORDS, text=".")))
    return (
        Section(key="summary", title="Summary", lines=(line(s[0], (0, 2, 5)), line(s[1], (2, 6)))),
        Section(
            key="known",
            title="What We Know",
            lines=(
                confirmed(s[0], (0, 1, 2, 5, 6), 5, 4),
                confirmed(s[1], (0, 1, 2, 3, 4), 5, 2),
                replace(
                    confirmed(s[6], (2, 7), 2, 2),
                    reasons=(Reason.ON_RECORD,),
                    note="on the record: that it was said or done is confirmed, not more",
                ),
                confirmed(s[9], (5, 7), 2, 2),
            ),
        ),
        Section(
            key="unclear",
            title="What’s Still Unclear",
            lines=(
                replace(
                    cut,
                    standing=Standing.UNCLEAR,
                    reasons=(Reason.DISPUTED, Reason.FIGURES_DIFFER),
                    outlets=1,
                    origins=1,
                    note="another source states the opposite; sources give different figures",
                    opposing=(evidence(3, s[3]), evidence(4, s[3])),
                ),
                unclear(s[4], (0, 1), Reason.UNNAMED_SOURCE, "one origin only; the source is not named"),
                unclear(HOSTILE[1], (9,), Reason.HEDGED, "the source itself is not sure"),
                line(
                    s[5],
                    (5,),
                    standing=Standing.UNCLEAR,
                    outlets=1,
                    origins=1,
                    note="left open by the source",
                ),
                words(
                    "The cause of the grounding – not stated in 5 of 5 full texts read.",
                    standing=Standing.UNCLEAR,
                ),
            ),
        ),
        Section(key="context", title="Context", lines=(line(s[9], (5,)), line(s[10], (7,)))),
        Section(key="why", title="Why It Matters", lines=(line(s[11], (7,)),)),
        Section(key="watch", title="What to Watch Next", lines=(line(s[7], (2,)), line(s[8], (5, 6)))),
        Section(
            key="faq",
            title="FAQ",
            lines=(
                replace(line(s[0], (0,)), question="What happened?"),
                replace(line(s[6], (2,)), question="What does the operator say?"),
            ),
        ),
        Section(
            key="transparency",
            title="Source Transparency",
            lines=(
                words("This brief rests on 12 articles from 8 outlets, which are 5 independent origins."),
                words("6 were read in full, 3 in part, 3 only as their feed gave them."),
            ),
        ),
        Section(key="original", title="Original brief", lines=(line(s[0], (0,)), line(HOSTILE[2], (8,)))),
    )


def tables() -> tuple[FigureTable, ...]:
    """Return a table of figures that differ and one of a figure that was updated."""

    def row(value: str, place: int, said_by: str, as_of: str) -> FigureRow:
        return FigureRow(
            value=value,
            outlet=_OUTLETS[place % 8][0],
            said_by=said_by,
            as_of=as_of,
            evidence=evidence(place, _SENTENCES[place]),
        )

    return (
        FigureTable(
            counted="crew members missing",
            kind="conflict",
            rows=(
                row("Two", 2, "the coast guard", "2026-09-15T06:00:00+00:00"),
                row("Three", 3, "harbour officials", "2026-09-15"),
                row("at least 4", 9, HOSTILE[0], ""),
            ),
        ),
        FigureTable(
            counted="passengers aboard",
            kind="update",
            rows=(row("209", 0, "", "2026-09-14"), row("214", 6, "the coast guard", "2026-09-15")),
        ),
    )


def changes() -> tuple[Change, ...]:
    """Return a change of each kind; the first two take something back."""
    s = _SENTENCES
    was = confirmed(s[2], (2, 3), 2, 2)
    doubted = unclear(s[4], (0, 1), Reason.DISPUTED, "another source states the opposite")
    return (
        Change(kind=ChangeKind.WITHDRAWN, at=AT, then=was, note="its sources no longer print it"),
        Change(kind=ChangeKind.WEAKER, at=AT, then=confirmed(HOSTILE[0], (0,), 2, 2), now=doubted),
        Change(kind=ChangeKind.ANSWERED, at=AT, then=words("The cause"), now=line(s[10], (7,))),
        Change(kind=ChangeKind.FIRMER, at=AT, then=doubted, now=confirmed(s[1], (0, 5), 2, 2)),
        Change(kind=ChangeKind.NEW, at=AT, now=sections()[1].lines[0]),
    )


def corrections() -> tuple[Correction, ...]:
    """Return a log: one correction of the full brief, one of a story that another took over."""
    withdrawn, weaker, *_ = changes()
    older = replace(weaker, at=AT - timedelta(days=3))
    return (
        Correction(story="gone", slug=MOVED, title=HOSTILE[4], change=older),
        Correction(story="5f3c9a20d1e4b877", slug=SLUG, title="Ferry with 214 aboard", change=withdrawn),
    )


def full_brief() -> Brief:
    """Return a brief with every section, both kinds of table and twelve sources."""
    return Brief(
        story="5f3c9a20d1e4b877",
        slug=SLUG,
        title="Ferry with 214 aboard runs aground off Vesterhavn; two crew missing",
        category="world",
        published=AT - timedelta(hours=35),
        updated=AT,
        sections=sections(),
        tables=tables(),
        sources=source_entries(),
        related=(Related(story="a1", slug="hostile-a1", title=HOSTILE[0], tie="both name Norrland Lines"),),
        outlets=8,
        origins=5,
        weight=9.5,
        made_by="compose 1",
        changes=changes(),
        changed_since=AT - timedelta(days=1),
        corrections=changes()[:2],
    )


def small_brief(place: int, title: str, category: str, known: int = 2, open_lines: int = 1) -> Brief:
    """Return a short brief of its own slug."""
    s = _SENTENCES
    known_lines = tuple(confirmed(s[i % 12], (i % 5, 5), 2, 2) for i in range(known))
    open_ = tuple(
        unclear(s[(i + 4) % 12], (0,), Reason.HEDGED, "the source itself is not sure")
        for i in range(open_lines)
    )
    given = (
        Section(key="summary", title="Summary", lines=(line(s[place % 12], (0,)),)),
        Section(key="known", title="What We Know", lines=known_lines),
        Section(key="unclear", title="What’s Still Unclear", lines=open_),
    )
    return replace(
        full_brief(),
        story=f"s{place}",
        slug=f"story-{place}",
        title=title,
        category=category,
        sections=tuple(section for section in given if section.lines),
        tables=(),
        related=(),
        changes=(),
        changed_since=None,
        corrections=(),
        sources=source_entries(6),
        outlets=2 + place % 4,
        origins=1 + place % 3,
        weight=5.0 - place * 0.3,
    )


def edition(**more: object) -> Edition:
    """Return an edition of nine stories in five categories, with a list of what was left out."""
    titles = (
        ("Outer Skerries vote to leave the fisheries pact after a nine-hour count", "politics", 4, 3),
        (HOSTILE[0], "world", 2, 2),
        ("Lund Sound tunnel opens eleven years late", "business", 5, 1),
        ("Norrland Lines halts bookings " + "and reviews every ship of the class " * 5, "business", 3, 4),
        ("A moss that drinks fog is named after a lighthouse keeper", "science", 3, 0),
        ("Central bank of Meridia holds its rate for a third month", "business", 6, 2),
        (HOSTILE[1], "world", 1, 5),
        ("Vesterhavn beats Sund 3–2 and goes up", "sport", 4, 0),
    )
    small = tuple(
        small_brief(i, title, category, k, u) for i, (title, category, k, u) in enumerate(titles, 1)
    )
    left_out = (
        *(
            Problem(
                step="extract",
                subject=f"news{i}.example/page",
                reason="not_english",
                detail="The text is in French.",
            )
            for i in range(15)
        ),
        Problem(step="fetch", subject=HOSTILE[4], reason="http_404", detail="The page is gone."),
    )
    base = Edition(
        id="20260915T180000Z-0a1b2c3d",
        title="The Brief",
        at=AT,
        briefs=(full_brief(), *small),
        left_out=left_out,
        manifest=Manifest(
            program="0.1.0",
            config_sha256="c" * 64,
            input_sha256="d" * 64,
            steps=(StepVersion(step="compose", version="1"),),
            articles=tuple(f"{i:016x}" for i in range(12)),
        ),
        counts={"feeds_polled": 14, "articles_read": 72, "stories": 9},
        rules=(
            Rule(
                section="policy",
                name="min_origins",
                value="3",
                standard="2",
                meaning="Independent origins.",
            ),
            Rule(section="policy", name="certain_from", value="2", standard="2", meaning="From this on."),
        ),
        corrections=corrections(),
        moved={MOVED: SLUG},
    )
    return replace(base, **more)  # type: ignore[arg-type]
