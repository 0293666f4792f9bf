"""The words of the project: what each step hands to the next, as frozen dataclasses.

Feed -> Entry -> Article -> (Story) -> Annotation -> Assessment -> Brief -> Edition.

One module for each step of the walk, named for what the step makes; each imports only those before it.
Everybody else imports from here.

All times are aware datetimes in UTC. All offsets count characters (code points) of `Article.text`.
Every class round-trips through JSON with `aggregator.codec`.
"""

from aggregator.models.annotations import (
    DENIAL,
    Annotation,
    Claim,
    Entity,
    Event,
    Figure,
    Introduction,
    Pointer,
    Role,
    Sentence,
    Source,
    SourceKind,
)
from aggregator.models.articles import Article, Completeness, Span, StatedTime
from aggregator.models.briefs import (
    CORRECTING,
    Brief,
    Change,
    ChangeKind,
    Correction,
    Line,
    Part,
    PartKind,
    Related,
    Revision,
    Section,
    SourceEntry,
    WeightReason,
)
from aggregator.models.editions import Edition, Manifest, Rule, StepVersion
from aggregator.models.feeds import ANY_TIME, Entry, Feed, Rhythm
from aggregator.models.problems import Problem
from aggregator.models.stories import Mend, MendKind, Story
from aggregator.models.verdicts import (
    Assessment,
    ClaimRef,
    Compare,
    Comparison,
    Evidence,
    FigureRow,
    FigureTable,
    Origin,
    Question,
    QuestionKind,
    Reason,
    SlotAnswer,
    Standing,
    Verdict,
)

__all__ = [
    "ANY_TIME",
    "CORRECTING",
    "DENIAL",
    "Annotation",
    "Article",
    "Assessment",
    "Brief",
    "Change",
    "ChangeKind",
    "Claim",
    "ClaimRef",
    "Compare",
    "Comparison",
    "Completeness",
    "Correction",
    "Edition",
    "Entity",
    "Entry",
    "Event",
    "Evidence",
    "Feed",
    "Figure",
    "FigureRow",
    "FigureTable",
    "Introduction",
    "Line",
    "Manifest",
    "Mend",
    "MendKind",
    "Origin",
    "Part",
    "PartKind",
    "Pointer",
    "Problem",
    "Question",
    "QuestionKind",
    "Reason",
    "Related",
    "Revision",
    "Rhythm",
    "Role",
    "Rule",
    "Section",
    "Sentence",
    "SlotAnswer",
    "Source",
    "SourceEntry",
    "SourceKind",
    "Span",
    "Standing",
    "StatedTime",
    "StepVersion",
    "Story",
    "Verdict",
    "WeightReason",
]
