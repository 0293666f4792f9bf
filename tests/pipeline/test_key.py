"""The briefs of the sample newsroom, made by a real run over HTTP, against its hand-written key."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from aggregator.codec import loads
from aggregator.demo.key import check_edition, check_text, load_key
from aggregator.models import Edition

if TYPE_CHECKING:
    from tests.newsdesk import Desk

# What the key asks and the briefs do not yet say, by rule. These counts may only fall; what must never be
# said has no allowance at all. The one article missing is an outlet's own angle that clusters alone.
# Two counts rose once, "confirmed" from 7 and "figures" from 8, when claims came to be matched by reading
# both instead of by words in common: on invented worlds fewer confirmed lines are wrong and as many are found
# (docs/benchmarks.md, verdicts), and of tables of real reports most had mixed counts of several things.
# "unclear", "figures" and "questions" rose once more (from 7, 9 and 4) when What's Still Unclear came to keep
# claims only where their source doubts them in so many words, and the comparer learned look-alikes: of the
# lines of real stories read by hand far more are worth keeping (docs/evaluation.md). With the third reader
# "unclear" fell to 7, while "confirmed" rose by two and "figures" by one: "asks for 6.5 percent; the railway
# offers 3.8" no longer vouches for "demands 6.5 percent for its 21,000 members". With both sentences read in
# one run of the encoder "confirmed" fell by two; "unclear" and "questions" rose by one each: of the
# election's doubts others stand above "the idea had been discussed".
SHORTFALL = {
    "confirmed": 10,
    "unclear": 8,
    "figures": 11,
    "questions": 6,
    "articles": 1,
    "outlets": 1,
    "origins": 1,
}


@pytest.fixture(scope="module")
def site(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    output = tmp_path_factory.mktemp("key")
    desk.run(output)
    return desk.site(output)


@pytest.fixture(scope="module")
def violations(site: dict[str, bytes]) -> list[str]:
    return check_edition(loads(Edition, site["edition.json"]), load_key())


def test_nothing_is_said_that_must_not_be(violations: list[str]) -> None:
    strict = [line for line in violations if line.split(":")[0].split()[1] not in SHORTFALL]
    assert not strict, "\n".join(strict)


def test_what_the_key_asks_is_said_but_for_a_known_shortfall(violations: list[str]) -> None:
    counts = Counter(line.split(":")[0].split()[1] for line in violations)
    beyond = {rule: counts[rule] for rule, most in SHORTFALL.items() if counts[rule] > most}
    assert beyond == {}, violations


def test_no_page_holds_what_must_be_nowhere(site: dict[str, bytes]) -> None:
    # Plain text has no markup to fall for: there a hostile headline stands as its outlet wrote it.
    key = load_key()
    found = {
        path: hits
        for path, body in site.items()
        if Path(path).suffix in {".html", ".md", ".xml"} and (hits := check_text(body.decode(), key))
    }
    assert found == {}
