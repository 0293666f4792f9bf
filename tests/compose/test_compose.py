"""Briefs: the sections in order, no sentence twice, speakers named, age told, every line proved."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from aggregator.annotate import compare
from aggregator.compose import compose, gist_of, related_of, verify_brief
from aggregator.compose.wording import SECTION_TITLES
from aggregator.config import Settings
from aggregator.corroborate import corroborate
from aggregator.models import Brief, Completeness, Part, PartKind, Role, SourceKind, Standing

SANK = "The ferry Marit sank off Port Ellery on Monday evening with 40 people aboard."
SANK_TOO = "With 40 people aboard, the ferry Marit went down and sank on Monday evening off Port Ellery."
FORTY = {"figures": [("40 people", 40, "people aboard")]}
SETTINGS = Settings(version=1)


def write(newsroom: Any, at: Any = None) -> Brief:
    story, articles, annotations = newsroom.story, newsroom.articles, newsroom.annotations
    assessment = corroborate(story, articles, annotations, SETTINGS.policy, compare)
    at = at or max(article.published for article in articles if article.published)
    return compose(story, articles, annotations, assessment, SETTINGS, at, compare)


def texts(brief: Brief, key: str) -> list[str]:
    section = brief.section(key)
    return [line.text for line in section.lines] if section else []


@pytest.fixture
def ferry(newsroom: Any, hour: Any) -> Any:
    newsroom.add(
        "Harrow Ledger",
        (SANK, FORTY),
        (
            "Coast guard commander Ines Calder said the hull had been inspected in March.",
            {"speaker": "Ines Calder"},
        ),
        ("It was not immediately clear why the bow door had been open.", {"open_question": True}),
        ("The ferry may have struck a sandbank outside the marked channel.", {"certainty": 1.0}),
        ("The Marit ran aground on the same bank in 2014.", {"role": Role.HISTORY}),
    )
    newsroom.add(
        "Ellery Post",
        (SANK_TOO, FORTY),
        ("Lifeboats from two harbours picked passengers out of the water until midnight.", {}),
        ("The ministry will publish a first report on the sinking on Friday.", {"future": True}),
        ("“The channel is badly marked,” she said of the approach to the harbour.", {}),
        published=hour(1),
    )
    newsroom.add(
        "Norden Star",
        ("Passengers were picked out of the water until midnight by lifeboats from two harbours.", {}),
        published=hour(2),
    )
    return newsroom


def test_the_sections_come_in_the_fixed_order_and_none_is_empty(ferry: Any) -> None:
    brief = write(ferry)
    keys = [section.key for section in brief.sections]
    assert keys == [key for key in SECTION_TITLES if key in keys]
    assert {"summary", "unclear", "context", "watch", "transparency", "original"} <= set(keys)
    assert all(section.lines for section in brief.sections)


def test_each_kind_of_sentence_lands_under_its_heading(ferry: Any) -> None:
    brief = write(ferry)
    assert texts(brief, "summary")[0] in (SANK, SANK_TOO)
    assert "It was not immediately clear why the bow door had been open." in texts(brief, "unclear")
    assert "The ferry may have struck a sandbank outside the marked channel." in texts(brief, "unclear")
    assert texts(brief, "context") == ["The Marit ran aground on the same bank in 2014."]
    assert texts(brief, "watch") == ["The ministry will publish a first report on the sinking on Friday."]


def test_what_we_know_holds_only_confirmed_lines(ferry: Any) -> None:
    section = write(ferry).section("known")
    assert section
    assert all(line.standing is Standing.CONFIRMED and line.origins >= 1 for line in section.lines)


def test_no_sentence_stands_twice(ferry: Any) -> None:
    brief = write(ferry)
    lines = [
        (line.question, line.text)
        for section in brief.sections
        if section.key != "original"
        for line in section.lines
    ]
    assert len(lines) == len(set(lines))


def test_a_pronoun_nobody_can_resolve_gives_no_line(ferry: Any) -> None:
    assert not any(
        "she said" in line.text for section in write(ferry).sections[:-1] for line in section.lines
    )


def test_a_pronoun_is_replaced_by_the_name_it_stands_for(newsroom: Any) -> None:
    newsroom.add("Harrow Ledger", (SANK, FORTY), "Commander Ines Calder led the search of the bay.")
    article = newsroom.add(
        "Ellery Post", "Ines Calder led it.", "She said the hull had been inspected in March."
    )
    annotation = newsroom.annotations["Ellery Post"]
    claim = annotation.claims[1]
    name = (article.text.index("Ines"), article.text.index("Ines") + len("Ines Calder"))
    start = claim.start
    source = replace(
        claim.source, kind=SourceKind.PERSON, name="Ines Calder", start=start, end=start + 3, name_span=name
    )
    resolved = replace(claim, source=source)
    newsroom.annotations["Ellery Post"] = replace(annotation, claims=(annotation.claims[0], resolved))
    lines = [line.text for section in write(newsroom).sections for line in section.lines]
    assert "[Ines Calder] said the hull had been inspected in March." in lines


def test_an_undated_text_says_so_and_names_its_latest_year(newsroom: Any, hour: Any) -> None:
    newsroom.add(
        "Note", ("Minister Tor Vail opened the new line in 2025.", {"formal_act": True}), published=None
    )
    (line,) = texts(write(newsroom, at=hour(0)), "summary")
    assert line == "Minister Tor Vail opened the new line in 2025 (undated, 2025 or later)."


def test_a_source_keeps_its_editorial_notes(newsroom: Any) -> None:
    note = "Correction: the ferry was built in 1994."
    newsroom.add("Harrow Ledger", SANK, notices=(note,))
    newsroom.add("Ellery Post", SANK_TOO)
    brief = write(newsroom)
    assert {source.outlet: source.notices for source in brief.sources} == {
        "Harrow Ledger": (note,),
        "Ellery Post": (),
    }
    assert "An editorial note stands in Harrow Ledger." in texts(brief, "transparency")


FULL, PARTIAL, FEED_ONLY = Completeness.FULL, Completeness.PARTIAL, Completeness.FEED_ONLY


@pytest.mark.parametrize(
    ("read", "told"),
    [
        ((FULL, FULL), "2 were read in full."),
        ((FULL, PARTIAL), "1 was read in full, 1 in part."),
        ((FULL, FEED_ONLY), "1 was read in full, 1 only as the feed gave it."),
        ((PARTIAL, FEED_ONLY), "0 were read in full, 1 in part, 1 only as the feed gave it."),
    ],
)
def test_how_much_was_read_is_told_without_counts_of_nothing(
    newsroom: Any, read: tuple[Completeness, Completeness], told: str
) -> None:
    newsroom.add("Harrow Ledger", SANK, completeness=read[0])
    newsroom.add("Ellery Post", SANK_TOO, completeness=read[1])
    brief = write(newsroom)
    assert told in texts(brief, "transparency")
    assert verify_brief(brief, {article.id: article for article in newsroom.articles}) == ()


def test_an_old_report_is_context_with_its_date(ferry: Any, hour: Any) -> None:
    old = "Minister Tor Vail opened the Port Ellery line with two new ships."
    ferry.add("Old Post", (old, {"formal_act": True}), published=hour(-24 * 400))
    brief = write(ferry)
    assert f"{old[:-1]} (reported 10 August 2025)." in texts(brief, "context")
    assert not any("Tor Vail" in text for key in ("summary", "known") for text in texts(brief, key))


def test_news_of_one_origin_is_put_in_the_outlets_mouth(newsroom: Any) -> None:
    newsroom.add("Harrow Ledger", (SANK, FORTY))
    assert texts(write(newsroom), "summary") == [f"Harrow Ledger reports: {SANK}"]


def test_every_line_of_a_brief_verifies(ferry: Any) -> None:
    assert verify_brief(write(ferry), {article.id: article for article in ferry.articles}) == ()


@pytest.mark.parametrize("kind", list(PartKind))
def test_verify_finds_a_line_that_was_changed(ferry: Any, kind: PartKind) -> None:
    brief = write(ferry)
    articles = {article.id: article for article in ferry.articles}
    forged = _forge(brief, kind)
    problems = verify_brief(forged, articles)
    assert len(problems) == 1
    assert problems[0].reason == "unproved"


def _forge(brief: Brief, kind: PartKind) -> Brief:
    for place, section in enumerate(brief.sections):
        for row, line in enumerate(section.lines):
            for at, part in enumerate(line.parts):
                if part.kind is kind:
                    other = replace(part, text=part.text + " not")
                    parts = (*line.parts[:at], other, *line.parts[at + 1 :])
                    lines = (*section.lines[:row], replace(line, parts=parts), *section.lines[row + 1 :])
                    changed = replace(section, lines=lines)
                    return replace(
                        brief, sections=(*brief.sections[:place], changed, *brief.sections[place + 1 :])
                    )
    raise AssertionError(f"the brief has no {kind} part")


def test_no_line_is_made_that_does_not_hold(ferry: Any) -> None:
    assert write(ferry).dropped == 0


def test_a_slot_nobody_fills_is_an_open_question_with_its_count(newsroom: Any) -> None:
    newsroom.add(
        "Harrow Ledger", "The ferry Marit sank off Port Ellery on Monday after a collision with a barge."
    )
    newsroom.add("Ellery Post", "A collision with a barge sank the ferry Marit off Port Ellery on Monday.")
    brief = write(newsroom)
    assert "Whether anyone was killed: not stated in 2 of 2 full texts read." in texts(brief, "unclear")
    assert brief.dropped == 0


def test_figures_that_differ_are_a_question_with_both_values(newsroom: Any) -> None:
    for outlet, count in (("Harrow Ledger", 40), ("Ellery Post", 52)):
        sentence = SANK.replace("40", str(count))
        figures = {"figures": [(str(count), count, "people")], "unit": "people"}
        newsroom.add(outlet, (sentence, figures))
    brief = write(newsroom)
    (line,) = [text for text in texts(brief, "unclear") if text.startswith("Sources differ on ")]
    assert "40 (Harrow Ledger)" in line
    assert "52 (Ellery Post)" in line
    assert brief.dropped == 0


def test_verify_finds_an_article_that_was_changed(ferry: Any) -> None:
    brief = write(ferry)
    articles = {
        article.id: replace(article, text=article.text.replace("40", "50")) for article in ferry.articles
    }
    assert verify_brief(brief, articles)


def test_invented_words_do_not_pass(ferry: Any) -> None:
    brief = write(ferry)
    section = brief.sections[0]
    lie = Part(kind=PartKind.WORDS, text="Everyone survived.")
    forged = replace(section, lines=(replace(section.lines[0], parts=(lie,)),))
    assert verify_brief(replace(brief, sections=(forged,)), {a.id: a for a in ferry.articles})


def test_related_stories_show_their_tie_and_strangers_have_none(ferry: Any, newsroom: Any) -> None:
    brief = write(ferry)
    other = replace(brief, story="story2", slug="other", title="Other")
    stranger = replace(brief, story="story3", slug="stranger", sections=())
    found = related_of([gist_of(one) for one in (brief, other, stranger)])
    assert found.keys() == {brief.story, "story2"}
    (related,) = found[brief.story]
    assert (related.story, related.slug, related.title) == ("story2", "other", "Other")
    assert related.tie.startswith("both name ")


def test_two_lines_of_which_one_says_the_other_again_are_one(newsroom: Any) -> None:
    again = (
        "The Marit, a ferry with 40 people aboard, went down off Port Ellery on Monday evening, police said."
    )
    newsroom.add("Harrow Ledger", (SANK, FORTY))
    newsroom.add("Ellery Post", (SANK_TOO, FORTY), again)
    newsroom.add("Norland Day", (SANK, FORTY), again)
    brief = write(newsroom)
    told = [*texts(brief, "summary"), *texts(brief, "known")]
    assert sum("Port Ellery" in line for line in told) == 1


def test_an_aside_that_ties_a_line_to_the_one_before_is_cut(newsroom: Any) -> None:
    tied = "The harbour master, however, said that the ferry Marit had been inspected in March."
    newsroom.add("Harrow Ledger", (SANK, FORTY), tied)
    newsroom.add("Ellery Post", (SANK_TOO, FORTY), tied)
    lines = [line.text for section in write(newsroom).sections for line in section.lines]
    assert "The harbour master said that the ferry Marit had been inspected in March." in lines


@pytest.mark.parametrize(("month", "key"), [("March", "context"), ("September", "known")])
def test_what_opens_with_a_month_long_past_is_context(newsroom: Any, month: str, key: str) -> None:
    ordered = (
        f"In {month}, Ines Calder ordered four new lifeboats for the ferry Marit.",
        {"speaker": "Ines Calder", "formal_act": True},
    )
    newsroom.add("Harrow Ledger", (SANK, FORTY), ordered)
    newsroom.add("Ellery Post", (SANK_TOO, FORTY), ordered)
    assert any(line.startswith(f"In {month}") for line in texts(write(newsroom), key))


def test_where_a_report_was_filed_is_no_part_of_its_line(newsroom: Any) -> None:
    newsroom.add("Harrow Ledger", ("PORT ELLERY, Norland (Wire) - " + SANK, FORTY))
    newsroom.add("Ellery Post", (SANK_TOO, FORTY))
    assert texts(write(newsroom), "summary")[0] in (SANK, SANK_TOO)


def test_a_line_that_points_outside_itself_once_its_first_word_is_cut_is_none(newsroom: Any) -> None:
    newsroom.add("Harrow Ledger", (SANK, FORTY), ("But doing this is banned by the harbour rules.", {}))
    newsroom.add("Ellery Post", (SANK_TOO, FORTY), ("But doing this is banned by the harbour rules.", {}))
    sections = [section for section in write(newsroom).sections if section.key != "original"]
    assert not any("doing this" in line.text.lower() for section in sections for line in section.lines)


def test_a_weekday_of_a_page_dated_long_after_the_others_is_not_placed(newsroom: Any, hour: Any) -> None:
    for outlet in ("Harrow Ledger", "Norden Star", "Vale Courier"):
        newsroom.add(outlet, (SANK, FORTY))
    newsroom.add("Ellery Post", (SANK_TOO.replace("went down and ", ""), FORTY), published=hour(24 * 60))
    lines = [line for section in write(newsroom).sections for line in section.lines]
    assert not any("Monday evening (9 November)" in line.text for line in lines)


def test_the_summary_says_what_the_titles_say(newsroom: Any) -> None:
    aside = "The harbour office of Port Ellery was painted green in the spring by its own staff."
    painted = "In the spring the harbour office of Port Ellery was painted green by its own staff."
    for outlet, first, second in (("Harrow Ledger", aside, SANK), ("Ellery Post", painted, SANK_TOO)):
        newsroom.add(
            outlet,
            (first, {"role": Role.MAIN}),
            (second, FORTY | {"role": Role.MAIN}),
            title="Ferry Marit sinks off Port Ellery",
        )
    assert texts(write(newsroom), "summary")[0] in (SANK, SANK_TOO)


def test_an_answer_may_repeat_what_stands_above_but_no_other_answer(newsroom: Any) -> None:
    killed = "Four people were killed when the ferry Marit capsized off Port Ellery on Monday."
    for outlet, words in (("Harrow Ledger", killed), ("Ellery Post", killed)):
        newsroom.add(outlet, words, title="Ferry capsizes after collision off Port Ellery")
    section = write(newsroom).section("faq")
    assert section is not None
    answers = [line.text for line in section.lines if not line.text.startswith("Not stated")]
    assert answers == [killed]
    assert len({line.question for line in section.lines}) == len(section.lines)


def test_what_was_last_week_to_an_older_report_says_when_that_was(newsroom: Any, hour: Any) -> None:
    newsroom.add("Harrow Ledger", (SANK, FORTY), published=hour(30))
    newsroom.add("Norden Star", (SANK_TOO.replace("went down and ", ""), FORTY), published=hour(30))
    said = "Coast guard commander Ines Calder said last week that the hull of the Marit was sound."
    newsroom.add("Ellery Post", (said, {"speaker": "Ines Calder"}))
    lines = [line.text for section in write(newsroom).sections for line in section.lines]
    assert any(line.startswith(said[:-1]) and "(reported 14 September 2026)" in line for line in lines)


def test_what_somebody_hidden_says_is_not_known_whoever_is_taken_for_its_source(newsroom: Any) -> None:
    said = "A person with knowledge of the talks told the Ledger that the Marit had been sold."
    newsroom.add(
        "Harrow Ledger", (SANK, FORTY), (said, {"speaker": "Ledger", "kind": SourceKind.ORGANISATION})
    )
    newsroom.add("Ellery Post", (SANK_TOO, FORTY))
    assert not any(text.startswith("A person") for text in texts(write(newsroom), "known"))
