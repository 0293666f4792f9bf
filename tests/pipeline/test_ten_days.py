"""Ten days of editions: addresses never change, every link leads on, corrections and merges stay visible."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import lxml.html
import pytest

from aggregator import codec
from aggregator.config import Settings
from aggregator.identity import content_hash
from aggregator.models import Article, Brief, ChangeKind, Edition, Entry, Mend, MendKind
from aggregator.pipeline import run
from aggregator.store import EntryOutcome, EntryState, FeedVisit, Store, store_path
from tests.publish.test_addresses import dead_links

FIRST = datetime(2031, 5, 4, 18, tzinfo=UTC)
DAYS = 10
MERGED_ON = 6
TAKEN_BACK_ON = 3
SETTINGS = Settings.model_validate({"version": 1, "edition": {"window_hours": 30}})


@dataclass(frozen=True)
class Event:
    """A story as two outlets tell it, each in its own words."""

    title: str
    post: str
    gull: str


DONE = (
    "lifted the bow door",
    "found the ship's log",
    "sealed both fuel tanks",
    "closed the harbour road",
    "hired a second crane",
    "brought nine cars ashore",
    "questioned the pilot",
    "towed the stern to the north quay",
    "ended the search for the anchor",
    "paid the families of the crew",
)
STRIKE = Event(
    "Tram drivers of Lund strike over pay",
    "Tram drivers in Lund stopped work at six in the morning over pay. No tram ran in Lund before noon.",
    "Over pay, the tram drivers of Lund stopped work at six in the morning. Buses in Lund were full.",
)
LICENCE = Event(
    "Ferry Hedda carried too many passengers",
    "The Hedda carried more passengers than its licence allowed on Monday. It left Aster at noon.",
    "When it left on Monday, the Hedda carried more people than allowed by its passenger licence.",
)
HARVEST = Event(
    "Early frost ruins the Oderby apple harvest",
    "Frost in the night destroyed most apples in the orchards of Oderby. Growers lost four million.",
    "In the orchards of Oderby frost destroyed most apples in the night. The apple fair was called off.",
)
TAX = Event(
    "Parliament of Meridia passes the ticket tax",
    "The parliament of Meridia passed a tax on tickets by 61 votes to 40. The tax begins in September.",
    "By 61 votes to 40, a tax on tickets was passed by the parliament of Meridia. Theatres had opposed it.",
)
STARTS = {0: STRIKE, 2: LICENCE, 4: HARVEST, 5: TAX}


def salvage(day: int) -> Event:
    """Return what was done at the wreck on a day."""
    return Event(
        "Salvage of the ferry Marit off Port Ellery",
        f"Harbour master Ines Calder said that the salvage company Brandt had {DONE[day]}. "
        "The wreck of the ferry Marit lies off Port Ellery.",
        f"The salvage company Brandt {DONE[day]}, said Ines Calder, the harbour master of Port Ellery. "
        "The wreck of the ferry Marit has lain there since April.",
    )


@dataclass(frozen=True)
class Day:
    """What stood after one day's run."""

    edition: Edition
    site: dict[str, bytes]


def put(store: Store, name: str, outlet: str, title: str, text: str, at: datetime) -> None:
    entry = Entry(feed="f", id=name, url=f"https://{outlet}.example/{name}", title=title)
    store.feeds.save_visit(FeedVisit(feed="f", at=at, status="ok", entries=(entry,)))
    article = Article(
        id=name, title=title, text=text, outlet=outlet, family=outlet, published=at, fetched=at, url=entry.url
    )
    state = EntryOutcome(
        entry=entry, at=at, state=EntryState.READ, article=article, content_hash=content_hash(article)
    )
    store.feeds.save_outcomes([state])


def report(store: Store, day: int, event: Event, at: datetime) -> None:
    """Have both outlets report an event."""
    key = event.title.split()[0].lower()
    put(store, f"{key}-{day}-post", "Post", event.title, event.post, at)
    put(store, f"{key}-{day}-gull", "Gull", f"{event.title}: what is known", event.gull, at)


def merge(store: Store, at: datetime) -> None:
    """Have an editor put the tax with the salvage."""
    known = [story.articles for story in store.stories.known()]
    names = ("parliament", "salvage")
    tax, wreck = (next(one for one in known if one[0].startswith(name)) for name in names)
    store.mends.save(Mend(kind=MendKind.MERGE, articles=tax, others=wreck), at)


def take_back(store: Store, at: datetime) -> None:
    """Have both outlets print something else in the place of their reports on the licence."""
    text = "The report on the ferry Hedda that stood here was wrong, the {} said. It was taken down."
    for outlet in ("Post", "Gull"):
        name = f"ferry-2-{outlet.lower()}"
        put(store, name, outlet, LICENCE.title, text.format(outlet), at - timedelta(hours=24))


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> list[Day]:
    output = tmp_path_factory.mktemp("ten")
    store_path(output).parent.mkdir(parents=True, exist_ok=True)
    found = []
    for day in range(DAYS):
        at = FIRST + timedelta(days=day)
        with Store(store_path(output)) as store:
            report(store, day, salvage(day), at - timedelta(hours=2))
            if day in STARTS:
                report(store, day, STARTS[day], at - timedelta(hours=3))
            if day == TAKEN_BACK_ON:
                take_back(store, at)
            if day == MERGED_ON:
                merge(store, at)
        run(SETTINGS, output=output, at=at)
        current = output / "current"
        assert dead_links(current.resolve()) == []
        files = (path for path in sorted(current.resolve().rglob("*")) if path.is_file())
        site = {path.relative_to(current.resolve()).as_posix(): path.read_bytes() for path in files}
        found.append(Day(codec.loads(Edition, site["edition.json"]), site))
    return found


@pytest.mark.slow
def test_no_address_is_ever_lost(days: list[Day]) -> None:
    known: set[str] = set()
    for day in days:
        pages = {path for path in day.site if path.endswith("index.html")}
        assert known <= pages
        known |= pages
    assert len([path for path in known if path.startswith("archive/2")]) == DAYS


@pytest.mark.slow
def test_a_story_keeps_its_address(days: list[Day]) -> None:
    slugs: dict[str, str] = {}
    for day in days:
        for brief in day.edition.briefs:
            assert slugs.setdefault(brief.story, brief.slug) == brief.slug
    assert max(len([day for day in days if story in stories(day)]) for story in slugs) > DAYS / 2


def stories(day: Day) -> dict[str, Brief]:
    return {brief.story: brief for brief in day.edition.briefs}


@pytest.mark.slow
def test_a_story_that_goes_on_tells_what_changed(days: list[Day]) -> None:
    first, second = days[0], days[1]
    going_on = [story for story in stories(first) if story in stories(second)]
    assert going_on
    told = [stories(second)[story] for story in going_on if stories(second)[story].changes]
    assert told
    for brief in told:
        assert brief.changed_since == FIRST
        page = lxml.html.document_fromstring(second.site[f"stories/{brief.slug}/index.html"])
        assert page.xpath("//section[@aria-labelledby='changes']//li")


@pytest.mark.slow
def test_what_was_taken_back_stays_in_the_log_and_on_its_page(days: list[Day]) -> None:
    taken = days[TAKEN_BACK_ON].edition.corrections
    assert {entry.change.kind for entry in taken} == {ChangeKind.WITHDRAWN}
    for day in days[TAKEN_BACK_ON:]:
        assert day.edition.corrections[: len(taken)] == taken
        log = lxml.html.document_fromstring(day.site["corrections.html"]).text_content()
        for entry in taken:
            assert entry.change.then is not None
            assert entry.change.then.text in log
            page = lxml.html.document_fromstring(day.site[f"stories/{entry.slug}/index.html"])
            assert page.xpath("//section[@aria-labelledby='corrections']//li")


@pytest.mark.slow
def test_the_address_of_a_merged_story_leads_to_the_one_it_went_into(days: list[Day]) -> None:
    assert all(day.edition.moved == {} for day in days[:MERGED_ON])
    ((old, new),) = days[MERGED_ON].edition.moved.items()
    assert f"stories/{old}/index.html" in days[MERGED_ON - 1].site
    for day in days[MERGED_ON:]:
        page = lxml.html.document_fromstring(day.site[f"stories/{old}/index.html"])
        assert page.xpath("//meta[@http-equiv='refresh']/@content") == [f"0; url=../{new}/index.html"]
        assert f"stories/{new}/index.html" in day.site


@pytest.mark.slow
def test_what_changed_is_proved_like_every_line(days: list[Day]) -> None:
    for day in days:
        for brief in day.edition.briefs:
            shown = {line.text for section in brief.sections for line in section.lines}
            for change in brief.changes:
                assert change.now is None or change.now.text in shown or change.kind is ChangeKind.ANSWERED
