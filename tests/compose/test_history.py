"""What became of a brief's lines: told where it happened, and not where lines only found no room."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from aggregator.annotate import compare
from aggregator.compose import Material, compose, verify_brief, with_history
from aggregator.config import Policy, Settings
from aggregator.corroborate import corroborate
from aggregator.models import Article, Brief, Change, ChangeKind, Evidence, Line, Reason, Standing
from tests.conftest import NOON, Newsroom

SANK = "The ferry Marit sank off Port Ellery on Monday evening with 40 people aboard."
SANK_TOO = "With 40 people aboard, the ferry Marit sank on Monday evening off Port Ellery."
FORTY = {"figures": [("40 people", 40, "people aboard")]}
LIFEBOATS = "Lifeboats from two harbours picked passengers out of the water until midnight."
OVERLOAD = "The Marit carried more passengers than its licence allowed on Monday."
OVERLOAD_TOO = "When it left on Monday, the Marit carried more people than allowed by its passenger licence."
LATER = NOON + timedelta(days=1)


def material_of(newsroom: Newsroom, at: datetime, policy: Policy | None = None) -> Material:
    settings = Settings(version=1, policy=policy or Policy())
    members = {article.id: article for article in newsroom.articles}
    assessment = corroborate(
        newsroom.story, newsroom.articles, newsroom.annotations, settings.policy, compare
    )
    return Material(newsroom.story, members, newsroom.annotations, assessment, settings, at, compare)


def brief_of(material: Material) -> Brief:
    return compose(
        material.story,
        list(material.articles.values()),
        material.annotations,
        material.assessment,
        material.settings,
        material.at,
        compare,
    )


def versions(then: Newsroom, now: Newsroom, policy: Policy | None = None) -> tuple[Brief, Material]:
    """Return the second version of a brief with what changed since the first."""
    before = with_history(brief_of(material_of(then, NOON)), None, material_of(then, NOON))
    material = material_of(now, LATER, policy)
    return with_history(brief_of(material), before, material), material


def kinds(brief: Brief) -> list[ChangeKind]:
    return [change.kind for change in brief.changes]


def of_kind(brief: Brief, kind: ChangeKind) -> Change:
    return next(change for change in brief.changes if change.kind is kind)


def holds(brief: Brief, material: Material) -> bool:
    articles: dict[str, Article] = dict(material.articles)
    return verify_brief(brief, articles) == ()


def two(*more: Any) -> Newsroom:
    room = Newsroom()
    room.add("Harrow Ledger", (SANK, FORTY), *more)
    room.add("Ellery Post", (SANK_TOO, FORTY))
    return room


def one() -> Newsroom:
    room = Newsroom()
    room.add("Harrow Ledger", (SANK, FORTY), LIFEBOATS)
    return room


def test_the_first_version_has_no_history() -> None:
    material = material_of(two(), NOON)
    brief = brief_of(material)
    assert with_history(brief, None, material) == brief


def test_a_second_origin_makes_a_line_firmer() -> None:
    brief, material = versions(one(), two(LIFEBOATS))
    firmer = of_kind(brief, ChangeKind.FIRMER)
    assert firmer.then is not None
    assert firmer.now is not None
    assert (firmer.then.standing, firmer.now.standing) == (Standing.UNCLEAR, Standing.CONFIRMED)
    assert brief.changed_since == NOON
    assert brief.corrections == ()
    assert holds(brief, material)


def test_a_line_of_a_new_claim_is_new() -> None:
    now = two()
    now.add("Norden Star", "The Marit ran into a barge in fog.", published=LATER)
    now.add("Lund Mail", "In fog, the Marit ran into a barge.", published=LATER)
    brief, material = versions(two(), now)
    assert ChangeKind.NEW in kinds(brief)
    new = of_kind(brief, ChangeKind.NEW)
    assert new.now is not None
    assert "barge" in new.now.text
    assert holds(brief, material)


def overloaded(*, denied: bool) -> Newsroom:
    room = Newsroom()
    room.add("Harrow Ledger", OVERLOAD)
    room.add("Ellery Post", OVERLOAD_TOO)
    if denied:
        matter = "the Marit carried more passengers than allowed"
        said = {"speaker": "Ines Calder", "certainty": -3.0, "content": matter}
        room.add("Norden Star", (f"Ines Calder of Brandt Lines denied that {matter}.", said))
    return room


def test_a_denial_makes_a_confirmed_line_weaker_and_is_a_correction() -> None:
    brief, material = versions(overloaded(denied=False), overloaded(denied=True))
    weaker = of_kind(brief, ChangeKind.WEAKER)
    assert weaker.then is not None
    assert weaker.then.standing is Standing.CONFIRMED
    assert "denied" in weaker.note
    assert brief.corrections == (weaker,)
    assert holds(brief, material)


def test_what_no_source_prints_any_more_is_withdrawn() -> None:
    now = Newsroom()
    now.add("Harrow Ledger", "The harbour of Port Ellery was closed to ships on Monday evening.")
    now.add("Ellery Post", "Ships were kept out of the harbour of Port Ellery on Monday evening.")
    brief, material = versions(two(), now)
    withdrawn = of_kind(brief, ChangeKind.WITHDRAWN)
    assert withdrawn.then is not None
    assert withdrawn.then.text in {SANK, SANK_TOO}
    assert withdrawn.now is None
    assert withdrawn in brief.corrections
    assert holds(brief, material)


def test_a_line_that_found_no_room_is_no_change() -> None:
    room = two()
    room.add("Norden Star", "The Marit ran into a barge in fog.")
    room.add("Lund Mail", "In fog, the Marit ran into a barge.")
    brief, _ = versions(room, room, Policy(max_known=1, max_unclear=1))
    assert not {ChangeKind.WITHDRAWN, ChangeKind.WEAKER} & set(kinds(brief))
    assert brief.corrections == ()


def test_a_claim_in_other_words_is_no_change_and_one_of_another_matter_is() -> None:
    then, again, other = (Newsroom() for _ in range(3))
    then.add("Harrow Ledger", "Divers lifted the bow door of the ferry Marit on Monday.")
    again.add("Ellery Post", "On Monday divers lifted the bow door of the ferry Marit.")
    other.add("Ellery Post", "Divers found the log of the ferry Marit on Monday.")
    assert kinds(versions(then, again)[0]) == []
    assert kinds(versions(then, other)[0]) == [ChangeKind.NEW]


def test_an_article_that_left_the_story_withdraws_nothing() -> None:
    now = Newsroom()
    now.add("Norden Star", (SANK, FORTY))
    brief, _ = versions(two(), now)
    assert ChangeKind.WITHDRAWN not in kinds(brief)


BARGE = "The ferry Marit sank off Port Ellery on Monday after a collision with a barge."
BARGE_TOO = "A collision with a barge sank the ferry Marit off Port Ellery on Monday."


def collision(*more: str) -> Newsroom:
    room = Newsroom()
    room.add("Harrow Ledger", BARGE)
    room.add("Ellery Post", BARGE_TOO)
    for place, text in enumerate(more):
        room.add(f"Paper {place}", text)
    return room


def test_a_question_that_a_source_answers_is_told_with_its_answer() -> None:
    then, now = collision(), collision("The collision with a barge off Port Ellery killed three passengers.")
    assert any("Whether anyone was killed" in line.text for line in lines(brief_of(material_of(then, NOON))))
    brief, material = versions(then, now)
    answered = of_kind(brief, ChangeKind.ANSWERED)
    assert answered.then is not None
    assert answered.now is not None
    assert answered.then.text.startswith("Whether anyone was killed")
    assert "killed three passengers" in answered.now.text
    assert answered.now.evidence
    assert holds(brief, material)


def lines(brief: Brief) -> list[Line]:
    return [line for section in brief.sections for line in section.lines]


def test_silence_in_more_texts_is_the_same_silence() -> None:
    now = collision("After the collision off Port Ellery the barge was towed away on Monday.")
    brief, _ = versions(collision(), now)
    silent = [line.text for line in lines(brief) if "not stated in 3 of 3" in line.text]
    assert silent
    assert not [change for change in brief.changes if change.now and change.now.text in silent]


def test_an_unchanged_version_passes_on_what_was_told() -> None:
    told, material = versions(overloaded(denied=False), overloaded(denied=True))
    again = with_history(brief_of(material), told, material)
    assert (again.changes, again.changed_since, again.corrections) == (
        told.changes,
        told.changed_since,
        told.corrections,
    )


def test_a_correction_stays_when_its_claim_is_confirmed_again() -> None:
    told, _ = versions(overloaded(denied=False), overloaded(denied=True))
    later = material_of(overloaded(denied=False), LATER + timedelta(days=1))
    again = with_history(brief_of(later), told, later)
    assert ChangeKind.FIRMER in kinds(again)
    assert again.corrections == told.corrections


def test_altered_evidence_of_what_was_printed_is_found() -> None:
    told, material = versions(overloaded(denied=False), overloaded(denied=True))
    change = told.corrections[0]
    assert change.then is not None
    first: Evidence = change.then.evidence[0]
    forged = replace(change.then, evidence=(replace(first, text="Nothing of the kind."),))
    altered = replace(told, corrections=(replace(change, then=forged),))
    assert not holds(altered, material)


@pytest.mark.parametrize("reason", [Reason.ORIGINS, Reason.ON_RECORD])
def test_more_origins_are_firmer_only_where_origins_confirm(reason: Reason) -> None:
    material = material_of(two(), NOON)
    brief = brief_of(material)

    def with_origins(count: int) -> Brief:
        def judged(line: Line) -> Line:
            sure = line.standing is Standing.CONFIRMED
            return replace(line, reasons=(reason,), origins=count) if sure else line

        sections = (replace(section, lines=tuple(map(judged, section.lines))) for section in brief.sections)
        return replace(brief, sections=tuple(sections))

    found = with_history(with_origins(5), with_origins(2), material)
    assert (ChangeKind.FIRMER in kinds(found)) == (reason is Reason.ORIGINS)
    assert ChangeKind.WEAKER not in kinds(with_history(with_origins(2), with_origins(5), material))
