"""The words of the project: what each step hands to the next, as frozen dataclasses.

Feed -> Entry -> Article -> (Story) -> Annotation -> Assessment -> Brief -> Edition.

All times are aware datetimes in UTC. All offsets count characters (code points) of `Article.text`.
Every class round-trips through JSON with `aggregator.codec`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

Span = tuple[int, int]
"""Start and end offset into `Article.text`; end is exclusive."""


# --- what goes wrong -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something left out or failed, with its reason: a value passed along, never an exception.

    `step` is the step that refused (``fetch``, ``extract``, ...), `subject` names the feed, file or
    address for a person, `reason` is a short stable code (``http_404``, ``timeout``, ``not_english``),
    `detail` is one plain sentence. `fatal` problems make a run end with exit code 3.
    """

    step: str
    subject: str
    reason: str
    detail: str = ""
    url: str = ""
    fatal: bool = True


# --- fetch -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """An address we poll. Feeds of one `family` (same owner or masthead) never count as two origins."""

    url: str
    name: str
    outlet: str
    family: str
    owner: str = ""
    kind: str = "outlet"
    category: str = "general"
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How often a feed wants to be asked, as it says itself (times in UTC).

    Not sooner than `ttl` or `period` seconds after the last time (`<ttl>`, `sy:updatePeriod`), and not in
    `skip_hours` (0..23) or on `skip_days` (0 is Monday).
    """

    ttl: int = 0
    period: int = 0
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()

    def rests(self, at: datetime) -> bool:
        """Whether the feed does not want to be asked in the hour of `at`."""
        return at.hour in self.skip_hours or at.weekday() in self.skip_days


ANY_TIME = Rhythm()
"""The rhythm of a feed that says nothing of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of a feed, cleaned of markup. `text` is what the feed itself carried of the article.

    `updated` is when the feed says that the item was last changed, where it says so beside `published`.
    """

    feed: str
    id: str
    url: str
    title: str
    text: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    outlet: str = ""
    language: str = ""


# --- extract ---------------------------------------------------------------------------------------


class Completeness(StrEnum):
    """How much of an article we could read."""

    FULL = "full"
    PARTIAL = "partial"
    FEED_ONLY = "feed_only"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedTime:
    """A time that an article is given: by its page, its feed, its address, its words.

    `source`: record, meta, created, markup (of the page), feed, address, words; feed_updated and modified
    for times of change; reading where all others lie ahead of it. `lost` says why it is not the time of
    publication: page_first, later, day_only, less_sure, future, changed; "" if it is.
    """

    source: str
    time: datetime
    lost: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article as read. Paragraphs of `text` are separated by a blank line.

    `credits` are wire services or outlets credited for the text ("AP", "Reuters"); `dateline` is kept
    as a fact and is not part of `text`; `notices` are editorial notes ("Correction: ..."). `times` are all
    the times it is given, and `original` is the address on another site that its page names as the original.
    """

    id: str
    text: str
    title: str = ""
    url: str = ""
    outlet: str = ""
    family: str = ""
    owner: str = ""
    kind: str = "outlet"
    category: str = ""
    feed: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    fetched: datetime | None = None
    language: str = "en"
    completeness: Completeness = Completeness.FULL
    dateline: str = ""
    credits: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    opinion: bool = False
    times: tuple[StatedTime, ...] = ()
    original: str = ""


# --- annotate --------------------------------------------------------------------------------------


class Role(StrEnum):
    """What a sentence does in its article (after van Dijk's news schema; Choubey et al. 2020)."""

    MAIN = "main"
    CONSEQUENCE = "consequence"
    PREVIOUS_EVENT = "previous_event"
    CURRENT_CONTEXT = "current_context"
    HISTORY = "history"
    ANECDOTE = "anecdote"
    EVALUATION = "evaluation"
    EXPECTATION = "expectation"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """What a sentence takes as told before: a noun ("the coalition"), or a person (`noun` is then "").

    `noun` is its base form, `name` where the article gives the one name that the noun goes by.
    """

    start: int
    end: int
    noun: str = ""
    name: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """Where an article names a person in full, and where it says beside the name what they are."""

    name: Span
    role: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence: `text[start:end]`, no surrounding white space. `open_span` is what it leaves open.

    `pointers` are what it points at outside itself, in order; `tells` the kinds of event it may be of and the
    slots it may fill (`aggregator.kinds`), each with its chance, 0..1.
    """

    start: int
    end: int
    role: Role = Role.OTHER
    open_question: bool = False
    open_span: Span | None = None
    paragraph: int = 0
    pointers: tuple[Pointer, ...] = ()
    tells: tuple[tuple[str, float], ...] = ()

    def chance_of(self, name: str) -> float:
        """Return how likely it is of a kind, or fills a slot; 0 where it is hardly likely or nobody asked."""
        return next((chance for told, chance in self.tells if told == name), 0.0)


class SourceKind(StrEnum):
    """Who stands behind a claim."""

    OUTLET = "outlet"
    PERSON = "person"
    ORGANISATION = "organisation"
    UNNAMED = "unnamed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Who says it. `start`/`end` is the mention (-1 when the outlet itself speaks).

    `name` is the fullest name the article gives ("Rintaro Inoue"), `role` what the article says of
    them ("research associate at ..."); `name_span` is where the full name stands.
    """

    kind: SourceKind
    name: str = ""
    start: int = -1
    end: int = -1
    role: str = ""
    name_span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number that counts something. `qualifier`: exact, approximate, at_least, at_most, range.

    `unit` is a standard word (``percent``, ``USD``, ``people``, ``km``, ``count``), `counted` the noun
    phrase counted ("people killed"), `as_of` an ISO date, month or year, "" when the text gives none.
    """

    start: int
    end: int
    value: float
    unit: str = "count"
    counted: str = ""
    qualifier: str = "exact"
    high: float | None = None
    as_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one source says: `content` is the span of the matter, `cue` the word that attributes it.

    `certainty` runs from -3 (certainly did not happen) over 0 (unknown) to 3 (certainly did), as in
    FactBank and UDS-IH2. `formal_act` marks an actor's own act or statement on the record.
    """

    start: int
    end: int
    sentence: int
    content: Span
    source: Source
    cue: Span | None = None
    certainty: float = 3.0
    polarity: str = "positive"
    future: bool = False
    opinion: bool = False
    formal_act: bool = False
    hedges: tuple[Span, ...] = ()
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A named person, organisation or place: `label` is PERSON, ORG or PLACE."""

    start: int
    end: int
    label: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An event word with how certain the text makes it (-3..3) and the cues that say so."""

    start: int
    end: int
    certainty: float
    cues: tuple[str, ...] = ()


DENIAL = -1.0
"""A claim of this certainty or less denies its matter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """All that annotate found in one article. `made_by` is the annotator's version.

    `people` are the persons it names in full, each once.
    """

    article: str
    made_by: str
    sentences: tuple[Sentence, ...] = ()
    entities: tuple[Entity, ...] = ()
    events: tuple[Event, ...] = ()
    claims: tuple[Claim, ...] = ()
    people: tuple[Introduction, ...] = ()

    def is_aside(self, claim: Claim) -> bool:
        """Whether a claim is told inside another of its sentence, and is not weighed by itself.

        Of "the union wants 6 percent" the whole is weighed, that the union wants it, and not "6 percent"; of
        "A says B opposes M" that A says so.
        """
        if claim.source.kind is SourceKind.OUTLET or claim.certainty <= DENIAL:
            return False  # what somebody denies is weighed, against those who state it
        return any(
            other.sentence == claim.sentence
            and other.content[0] <= claim.content[0]
            and claim.content[1] <= other.content[1]
            and (other.source.kind is SourceKind.OUTLET or other.content != claim.content)
            for other in self.claims
        )


# --- cluster ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Articles on the same event, `articles` sorted by id. The id is kept over days."""

    id: str
    articles: tuple[str, ...]


class MendKind(StrEnum):
    """What an editor did to a story."""

    MERGE = "merge"
    SPLIT = "split"
    MOVE = "move"
    PIN = "pin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mend:
    """An editor's choice: `articles` stand with `others`, or after a split apart from them.

    Both are ids of articles, sorted, as the stories stood when the choice was made or last applied:
    articles stay what they are, while stories grow, meet and part. `stories` are those that were named.
    """

    kind: MendKind
    articles: tuple[str, ...]
    others: tuple[str, ...]
    stories: tuple[str, ...] = ()


# --- corroborate -----------------------------------------------------------------------------------


class Standing(StrEnum):
    """What we say of a group of claims with the same truth conditions."""

    CONFIRMED = "confirmed"
    UNCLEAR = "unclear"


class Reason(StrEnum):
    """Why a verdict is what it is. The first two confirm; every other leaves it unclear."""

    ORIGINS = "origins"
    ON_RECORD = "on_record"
    SINGLE_ORIGIN = "single_origin"
    HEDGED = "hedged"
    UNNAMED_SOURCE = "unnamed_source"
    DISPUTED = "disputed"
    FIGURES_DIFFER = "figures_differ"
    DENIED = "denied"
    FORECAST = "forecast"
    OPINION = "opinion"
    STALE = "stale"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A sentence of an article: `text` is `Article.text[start:end]`, `sha256` its UTF-8 hash.

    The copy of the text lets a published edition stand alone; the hash shows when an article changed.
    """

    article: str
    start: int
    end: int
    sha256: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Articles that are one witness. `why` names the rule: family, credit, copy, cited or own."""

    id: str
    articles: tuple[str, ...]
    outlets: tuple[str, ...]
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRef:
    """A claim by its article and its place in `Annotation.claims`."""

    article: str
    claim: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two sentences stand to one another: chances 0..1."""

    carries: float
    """The first says all that matters in the second."""
    carried: float
    """The second says all that matters in the first."""
    one_matter: float
    """Both speak of one matter of one event."""
    conflict: float
    """They cannot both be true."""

    @property
    def turned(self) -> Comparison:
        """The same of the second and the first."""
        return replace(self, carries=self.carried, carried=self.carries)


Compare = Callable[[str, str], Comparison]
"""How the first sentence stands to the second: `aggregator.annotate.compare`, given to steps that ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What we say of one group of claims; `lead` is the claim that words it best.

    `origins` and `outlets` count those that support it. `note` is the reason in plain words.
    """

    id: str
    standing: Standing
    reasons: tuple[Reason, ...]
    lead: ClaimRef
    supporting: tuple[ClaimRef, ...]
    opposing: tuple[ClaimRef, ...] = ()
    origins: int = 1
    outlets: int = 1
    weight: float = 0.0
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """One source's value in a table of figures that differ or were updated."""

    value: str
    outlet: str
    said_by: str
    as_of: str
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureTable:
    """One quantity with more than one value. `kind` is ``conflict`` or ``update``."""

    counted: str
    kind: str
    rows: tuple[FigureRow, ...]


class QuestionKind(StrEnum):
    """Where an open question comes from."""

    STATED = "stated"
    CONFLICT = "conflict"
    VAGUE = "vague"
    SLOT = "slot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is still open; compose puts it into words.

    `evidence` are the sentences that leave it open and `focus` the telling span in the first of them.
    `slot` is ``kind.slot`` of `aggregator.kinds` (slots only) and `read` how many full texts were read
    for it in vain; `table` is the place in `Assessment.tables` (conflicts only). `declined` says that
    somebody was asked and did not answer, which leaves less open than it seems.
    """

    kind: QuestionKind
    evidence: tuple[Evidence, ...] = ()
    focus: Span | None = None
    slot: str = ""
    read: int = 0
    table: int = -1
    declined: bool = False
    weight: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotAnswer:
    """A slot of the story's kind of event that a source fills, and a claim that does; the surest first."""

    slot: str
    claim: ClaimRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """All that corroborate found in one story, most telling first.

    `kind` names the kind of event (`aggregator.kinds`), "" where none stands out.
    """

    story: str
    origins: tuple[Origin, ...]
    verdicts: tuple[Verdict, ...]
    questions: tuple[Question, ...]
    tables: tuple[FigureTable, ...]
    answered: tuple[SlotAnswer, ...] = ()
    kind: str = ""


# --- compose ---------------------------------------------------------------------------------------


class PartKind(StrEnum):
    """How a piece of a line is proved.

    `SOURCE` stands word for word in the source at its offsets (white space folded, a first letter
    raised); `WORDS` is one of our fixed forms (`aggregator.compose.wording`); `VALUE` is counted or
    computed from the brief's own record and is recomputed by verify.
    """

    SOURCE = "source"
    WORDS = "words"
    VALUE = "value"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of a line. For SOURCE parts `article`, `start` and `end` say where it stands.

    For VALUE parts `name` says what was counted or computed (`aggregator.compose.values`).
    """

    kind: PartKind
    text: str
    name: str = ""
    article: str = ""
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a brief: its text is its parts joined, and every part can be proved.

    `outlets` and `origins` count who supports it; `note` is the verdict in plain words; `question`
    is set for FAQ lines, whose `parts` are the answer.
    """

    parts: tuple[Part, ...]
    evidence: tuple[Evidence, ...] = ()
    standing: Standing | None = None
    reasons: tuple[Reason, ...] = ()
    outlets: int = 0
    origins: int = 0
    note: str = ""
    question: str = ""
    opposing: tuple[Evidence, ...] = ()

    @property
    def text(self) -> str:
        """The line as printed."""
        return "".join(part.text for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a brief: `key` is stable for machines, `title` is for people."""

    key: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A later form of an article: when it was read, and what its outlet had changed, by kind of change."""

    read: datetime
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceEntry:
    """An article in the list of sources, with what the reporter asks of it.

    `notices` are its own editorial notes ("Correction: ..."), word for word. `interest` is whose interest
    its publisher serves (private, public, state, ...), "" where the settings do not know it. `revisions` are
    its later forms, oldest first.
    """

    number: int
    article: str
    outlet: str
    owner: str
    kind: str
    title: str
    url: str
    authors: tuple[str, ...]
    published: datetime | None
    fetched: datetime | None
    completeness: Completeness
    origin: str
    origin_why: tuple[str, ...] = ()
    only_here: int = 0
    notices: tuple[str, ...] = ()
    feed: str = ""
    interest: str = ""
    revisions: tuple[Revision, ...] = ()


class ChangeKind(StrEnum):
    """What became of a line from one version of a brief to the next."""

    NEW = "new"
    FIRMER = "firmer"
    WEAKER = "weaker"
    WITHDRAWN = "withdrawn"
    ANSWERED = "answered"


CORRECTING = frozenset({ChangeKind.WEAKER, ChangeKind.WITHDRAWN})
"""Changes that take back what a reader was told; they stay visible."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A line that changed: as it was printed `then`, as it is printed `now`; None where it was not.

    `at` is the time of the edition that changed it, `note` the reason in plain words. What was printed
    then rests on articles as they were: its evidence holds in itself, and perhaps in no article any more.
    """

    kind: ChangeKind
    at: datetime
    then: Line | None = None
    now: Line | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A change that takes something back, with the story it was told in, for the public log."""

    story: str
    slug: str
    title: str
    change: Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Another story of the edition with the tie that is shown for it."""

    story: str
    slug: str
    title: str
    tie: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightReason:
    """A part of a story's weight: ``origins``, ``growth``, ``kind``, ``articles``; `told` is it in words."""

    name: str
    value: float
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """One story's brief. `sections` come in the order they are printed and are never empty.

    `weight` is the sum of its reasons, and `kind` the kind of event it is of, if any. `dropped` counts the
    lines left out because they did not hold against their evidence. `changes` are those from the version of
    `changed_since` to the next that differed from it; `corrections` are all ever made, oldest first.
    """

    story: str
    slug: str
    title: str
    category: str
    published: datetime | None
    updated: datetime
    sections: tuple[Section, ...]
    tables: tuple[FigureTable, ...]
    sources: tuple[SourceEntry, ...]
    related: tuple[Related, ...] = ()
    title_evidence: Evidence | None = None
    outlets: int = 0
    origins: int = 0
    weight: float = 0.0
    weight_reasons: tuple[WeightReason, ...] = ()
    kind: str = ""
    dropped: int = 0
    made_by: str = ""
    changes: tuple[Change, ...] = ()
    changed_since: datetime | None = None
    corrections: tuple[Change, ...] = ()

    def section(self, key: str) -> Section | None:
        """The section of that key, or None where the brief has nothing honest to say."""
        return next((section for section in self.sections if section.key == key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepVersion:
    """What made a record: a step of the walk and its version."""

    step: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """From what an edition was made, so that it can be made again."""

    program: str
    config_sha256: str
    input_sha256: str
    steps: tuple[StepVersion, ...]
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A setting in force that decides what an edition says; `standard` is its value unless it is set."""

    section: str
    name: str
    value: str
    standard: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The briefs of one run in the order of their weight, and what was left out and why.

    `rules` are the settings it was made by. `corrections` is the log of all editions up to this one, oldest
    first. `moved` leads from the slugs of stories that others took over to those that now stand for them.
    """

    id: str
    title: str
    at: datetime
    briefs: tuple[Brief, ...]
    left_out: tuple[Problem, ...]
    manifest: Manifest
    counts: dict[str, int]
    language: str = "en"
    base_url: str = ""
    contact: str = ""
    rules: tuple[Rule, ...] = ()
    corrections: tuple[Correction, ...] = ()
    moved: dict[str, str] = field(default_factory=dict)
