"""The time a story is told at: the newest report with company, in whatever order they come."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from aggregator.ages import TOLD_SHARE, time_told

SPAN = timedelta(days=14)
DAY = datetime(2026, 9, 14, tzinfo=UTC)
TIMES = st.lists(
    st.none() | st.integers(0, 400).map(lambda days: DAY + timedelta(days=days)), min_size=0, max_size=12
)


def test_one_page_printed_again_does_not_make_the_others_old() -> None:
    assert time_told(
        [DAY, DAY, DAY + timedelta(hours=5), DAY + timedelta(days=150)], SPAN
    ) == DAY + timedelta(hours=5)


def test_of_few_reports_the_newest_counts() -> None:
    late = DAY + timedelta(days=60)
    assert time_told([DAY, DAY, late], SPAN) == late
    assert time_told([DAY, None], SPAN) == DAY
    assert time_told([None], SPAN) is None


@given(TIMES, st.randoms())
def test_it_is_a_report_s_time_with_enough_beside_it_whatever_their_order(
    times: list[datetime | None], chance: object
) -> None:
    told = time_told(times, SPAN)
    dated = [time for time in times if time]
    shuffled = list(times)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert time_told(shuffled, SPAN) == told
    assert (told is None) == (not dated)
    if told is not None:
        near = [sum(time - SPAN <= other <= time for other in dated) for time in dated]
        mine = sum(told - SPAN <= other <= told for other in dated)
        assert told in dated
        assert mine >= min(max(near), TOLD_SHARE * len(dated))
