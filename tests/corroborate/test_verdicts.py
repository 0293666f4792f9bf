"""The rubric: what confirms, what leaves unclear, and why."""

from __future__ import annotations

import random
from typing import Any

import pytest

from aggregator.annotate import compare
from aggregator.config import Policy
from aggregator.corroborate import corroborate
from aggregator.models import Assessment, Reason, Role, SourceKind, Standing, Verdict

SANK = "The ferry Marit sank off Port Ellery on Monday evening with 40 people aboard."
SANK_TOO = "With 40 people aboard, the ferry Marit sank on Monday evening off Port Ellery."
FORTY = {"figures": [("40 people", 40, "people aboard")]}


def weigh(newsroom: Any) -> Assessment:
    return corroborate(newsroom.story, newsroom.articles, newsroom.annotations, Policy(), compare)


def verdict_of(newsroom: Any, start: str) -> Verdict:
    assessment = weigh(newsroom)
    for verdict in assessment.verdicts:
        for ref in verdict.supporting:
            article = next(article for article in newsroom.articles if article.id == ref.article)
            claim = newsroom.annotations[ref.article].claims[ref.claim]
            if article.text[claim.start :].startswith(start):
                return verdict
    raise AssertionError(f"no verdict on {start!r}")


def test_two_independent_outlets_confirm(newsroom: Any) -> None:
    newsroom.add("Harrow Ledger", (SANK, FORTY))
    newsroom.add("Ellery Post", (SANK_TOO, FORTY))
    verdict = verdict_of(newsroom, "The ferry Marit")
    assert (verdict.standing, verdict.reasons) == (Standing.CONFIRMED, (Reason.ORIGINS,))
    assert (verdict.outlets, verdict.origins) == (2, 2)


@pytest.mark.parametrize(
    "about", [{"family": "harrow-group"}, {"credits": ("Norden Wire",)}], ids=["one owner", "one wire"]
)
def test_copies_do_not_confirm(newsroom: Any, about: dict[str, Any]) -> None:
    newsroom.add("Harrow Ledger", (SANK, FORTY), **about)
    newsroom.add("Ellery Post", (SANK_TOO, FORTY), **about)
    verdict = verdict_of(newsroom, "The ferry Marit")
    assert (verdict.standing, verdict.reasons) == (Standing.UNCLEAR, (Reason.SINGLE_ORIGIN,))
    assert (verdict.outlets, verdict.origins) == (2, 1)


def test_the_same_text_in_two_papers_is_one_origin(newsroom: Any) -> None:
    copy = " ".join(f"Sentence number {place} of the long wire report tells more." for place in range(30))
    newsroom.add("Harrow Ledger", SANK, copy)
    newsroom.add("Ellery Post", SANK, copy)
    assert len(weigh(newsroom).origins) == 1


def test_an_article_that_opens_with_another_outlet_is_its_origin(newsroom: Any) -> None:
    newsroom.add("Harrow Ledger", (SANK, FORTY))
    citing = {"speaker": "Harrow Ledger", "kind": SourceKind.ORGANISATION, **FORTY}
    newsroom.add("Ellery Post", (f"{SANK_TOO[:-1]}, the Harrow Ledger reported.", citing))
    origins = weigh(newsroom).origins
    assert len(origins) == 1
    assert origins[0].why == ("cited: Harrow Ledger", "family")


def test_a_papers_own_report_does_not_tie_the_wire_to_its_family(newsroom: Any) -> None:
    newsroom.add("wire copy", (SANK, FORTY), family="harrow", credits=("Norden Wire",))
    newsroom.add("own report", "Divers found the wreck of the Marit on Tuesday.", family="harrow")
    newsroom.add("wire", "Norden Wire text of another hour on the same sinking.", family="norden-wire")
    assert sorted(origin.articles for origin in weigh(newsroom).origins) == [
        ("own report",),
        ("wire", "wire copy"),
    ]


@pytest.mark.parametrize(
    ("says", "reason"),
    [
        ({"certainty": 1.0}, Reason.HEDGED),
        ({"unnamed": True}, Reason.UNNAMED_SOURCE),
        ({"future": True}, Reason.FORECAST),
        ({"opinion": True}, Reason.OPINION),
    ],
)
def test_doubt_is_never_confirmed_by_repetition(newsroom: Any, says: dict[str, Any], reason: Reason) -> None:
    newsroom.add("Harrow Ledger", (SANK, FORTY | says))
    newsroom.add("Ellery Post", (SANK_TOO, FORTY | says))
    verdict = verdict_of(newsroom, "The ferry Marit")
    assert verdict.standing is Standing.UNCLEAR
    assert reason in verdict.reasons


def test_where_others_state_it_plainly_an_unnamed_source_does_not_lead(newsroom: Any) -> None:
    newsroom.add("Harrow Ledger", (SANK, FORTY | {"unnamed": True, "role": Role.MAIN}))
    newsroom.add("Ellery Post", (SANK_TOO, FORTY | {"role": Role.OTHER}))
    again = "The ferry Marit, with 40 people aboard, sank on Monday evening off Port Ellery."
    newsroom.add("Norden Star", (again, FORTY | {"role": Role.OTHER}))
    verdict = verdict_of(newsroom, "The ferry Marit")
    assert (verdict.standing, verdict.reasons) == (Standing.CONFIRMED, (Reason.ORIGINS,))
    assert verdict.lead.article != "Harrow Ledger"
    assert verdict.origins == len(newsroom.articles)


def test_a_statement_on_the_record_is_confirmed_as_said(newsroom: Any) -> None:
    sentence = "Coast guard commander Ines Calder said the hull had been inspected in March."
    newsroom.add("Harrow Ledger", SANK, (sentence, {"speaker": "Ines Calder"}))
    verdict = verdict_of(newsroom, "Coast guard")
    assert (verdict.standing, verdict.reasons) == (Standing.CONFIRMED, (Reason.ON_RECORD,))


def test_a_denial_by_a_party_leaves_the_claim_unclear(newsroom: Any) -> None:
    said = "The Marit carried more passengers than its licence allowed on Monday."
    newsroom.add("Harrow Ledger", said)
    newsroom.add(
        "Ellery Post",
        "When it left on Monday, the Marit carried more people than allowed by its passenger licence.",
    )
    matter = "the Marit carried more passengers than allowed"
    denial = {"speaker": "Ines Calder", "certainty": -3.0, "content": matter}
    denied = f"Ines Calder of Brandt Lines denied that {matter}."
    newsroom.add("Norden Star", (denied, denial))
    verdict = verdict_of(newsroom, "The Marit carried")
    assert verdict.standing is Standing.UNCLEAR
    assert Reason.DENIED in verdict.reasons


def test_an_old_report_is_stale(newsroom: Any, hour: Any) -> None:
    newsroom.add("Harrow Ledger", (SANK, FORTY))
    old = "Minister Tor Vail opened the Port Ellery ferry line with the Marit."
    newsroom.add("Ellery Post", (old, {"formal_act": True}), published=hour(-24 * 400))
    verdict = verdict_of(newsroom, "Minister Tor Vail")
    assert Reason.STALE in verdict.reasons
    assert verdict.standing is Standing.UNCLEAR


def test_a_figure_only_one_source_has_is_not_confirmed_by_the_words_around_it(newsroom: Any) -> None:
    newsroom.add("Harrow Ledger", (SANK, FORTY))
    newsroom.add("Ellery Post", "Off Port Ellery, on Monday evening, the ferry Marit sank, people said.")
    with_figure = [verdict for verdict in weigh(newsroom).verdicts if verdict.lead.article == "Harrow Ledger"]
    assert [verdict.standing for verdict in with_figure] in ([], [Standing.UNCLEAR])


def test_the_outcome_does_not_depend_on_the_order_of_articles(newsroom: Any) -> None:
    newsroom.add("Harrow Ledger", (SANK, FORTY), "Rescuers searched the bay until midnight.")
    newsroom.add("Ellery Post", (SANK_TOO, FORTY), "The owner, Brandt Lines, stopped all sailings.")
    newsroom.add("Norden Star", ("The Marit had sunk by nine, and rescuers searched the bay.", {}))
    first = weigh(newsroom)
    for seed in range(5):
        random.Random(seed).shuffle(newsroom.articles)
        assert weigh(newsroom) == first


def test_a_forecast_counts_the_origins_that_make_it(newsroom: Any) -> None:
    ahead = {"future": True, "certainty": 1.5, "role": Role.EXPECTATION}
    newsroom.add("Harrow Ledger", ("The ferry Marit will be raised off Port Ellery in June.", ahead))
    newsroom.add("Ellery Post", ("In June the ferry Marit will be raised off Port Ellery.", ahead))
    verdict = verdict_of(newsroom, "In June the ferry Marit")
    assert (verdict.standing, verdict.reasons) == (Standing.UNCLEAR, (Reason.FORECAST,))
    assert verdict.origins == len(newsroom.articles)
