"""What does not hold is dropped before it is published, and nothing else is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from aggregator.models import (
    Article,
    Brief,
    FigureTable,
    Line,
    Part,
    PartKind,
    Problem,
    Section,
)
from aggregator.pipeline.proof import VERIFY, proved

BAD = "wrong"


def line(text: str) -> Line:
    return Line(parts=(Part(kind=PartKind.WORDS, text=text),))


def brief(*sections: tuple[str, ...], title: str = "Ferry", tables: tuple[str, ...] = ()) -> Brief:
    return Brief(
        story="s1",
        slug="ferry-s1",
        title=title,
        category="general",
        published=None,
        updated=datetime(2031, 5, 4, tzinfo=UTC),
        sections=tuple(
            Section(key=f"k{place}", title="K", lines=tuple(map(line, lines)))
            for place, lines in enumerate(sections)
        ),
        tables=tuple(FigureTable(counted=counted, kind="conflict", rows=()) for counted in tables),
        sources=(),
    )


def verify(given: Brief, _articles: Mapping[str, Article]) -> tuple[Problem, ...]:
    """Find fault with a word, as the real one does with what is not in the sources."""
    texts = [one.text for section in given.sections for one in section.lines]
    texts += [given.title, *(table.counted for table in given.tables)]
    return tuple(Problem(step="compose", subject=text, reason="no_evidence") for text in texts if BAD in text)


def test_a_brief_that_holds_is_left_as_it_is() -> None:
    whole = brief(("one", "two"), ("three",), tables=("dead",))
    assert proved(whole, {}, verify) == (whole, ())


def test_lines_and_tables_that_do_not_hold_go_with_their_empty_sections() -> None:
    found, problems = proved(brief(("one", "wrong 1"), ("wrong 2",), tables=("wrong 3", "dead")), {}, verify)
    assert found == brief(("one",), tables=("dead",))
    assert [problem.subject for problem in problems] == ["wrong 1", "wrong 2", "wrong 3"]
    assert {problem.step for problem in problems} == {VERIFY}


def test_a_brief_whose_frame_does_not_hold_is_dropped_whole() -> None:
    found, problems = proved(brief(("one",), title="wrong title"), {}, verify)
    assert found is None
    assert problems[-1].reason == "brief_dropped"
    assert problems[-1].fatal


def test_a_brief_of_which_no_line_holds_is_dropped_whole() -> None:
    found, problems = proved(brief(("wrong",)), {}, verify)
    assert found is None
    assert [problem.reason for problem in problems] == ["no_evidence", "brief_dropped"]
