"""The order of things: from feeds to a published edition.

    feeds due | fetch -> entries | fetch pages | extract -> articles
    | cluster -> stories | choose the edition's stories
    | annotate their articles -> sentences, claims | corroborate -> verdicts, questions
    | compose -> briefs | verify every line | tie related -> edition | render | publish

What stands after an arrow is committed there, each feed, page, chunk of articles and story by itself, with
what made it. A run does what is not yet done: a killed one goes on where it was, one with nothing new asks
the feeds, finds nothing, and leaves the edition as it stands.
"""

from __future__ import annotations

from aggregator.pipeline.context import Progress
from aggregator.pipeline.health import STEP as HEALTH
from aggregator.pipeline.report import REPORT, FeedReport, HostReport, RunReport, report_schema
from aggregator.pipeline.walk import run

__all__ = ["HEALTH", "REPORT", "FeedReport", "HostReport", "Progress", "RunReport", "report_schema", "run"]
