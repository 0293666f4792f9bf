"""Whatever strikes a run, and wherever: the next ends with the edition of an undisturbed run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from aggregator.store import Store, store_path
from benchmarks._injecting import Ended, Fault, Strike, run_with_fault
from tests.faults.conftest import Desk, Kept, kept

if TYPE_CHECKING:
    from pathlib import Path

SAID = {3: "not_written", 4: "cannot be used", 10: "cannot publish"}
"""Exit codes of a run that cannot write, and what it says: published all the same, or not."""


def points(ended: Ended, pattern: str = "") -> list[str]:
    """Return the points a run passed whose names match, each once, in their order."""
    return [point for point in dict.fromkeys(ended.points) if re.search(pattern, point)]


def struck(desk: Desk, output: Path, strike: Strike, fresh: Path) -> tuple[Path, Ended]:
    """Strike a run that goes on from what others have left, or if nothing is left to do there, a new one."""
    ended = desk.run(output, strike)
    if strike.point not in ended.points:
        output = desk.copy(fresh)
        ended = desk.run(output, strike)
    assert strike.point in ended.points, strike
    return output, ended


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_killed_at_every_point_in_turn(desk: Desk, undisturbed: tuple[Kept, Ended], tmp_path: Path) -> None:
    output, (wanted, whole) = desk.copy(tmp_path / "output"), undisturbed
    for point in points(whole):
        strike = Strike(Fault.KILL, point)
        assert desk.run(output, strike).killed, strike
        assert kept(output).choices == wanted.choices
    last = desk.run(output)
    assert last.code == 0, last.said
    assert kept(output) == wanted


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    # Right after a commit is right before the next point; only what writes to the store can find it locked.
    ("fault", "pattern"),
    [(Fault.FULL, "(?<!:after)$"), (Fault.LOCKED, ":after$")],
)
def test_nothing_can_be_written_from_every_point_on(
    fault: Fault, pattern: str, desk: Desk, undisturbed: tuple[Kept, Ended], tmp_path: Path
) -> None:
    output, (wanted, whole) = desk.copy(tmp_path / "output"), undisturbed
    for number, point in enumerate(points(whole, pattern)):
        output, ended = struck(desk, output, Strike(fault, point), tmp_path / str(number))
        assert ended.code in {0, *SAID}, f"{point}: {ended.code} {ended.said}"
        assert SAID.get(ended.code, "") in ended.said
        assert "Traceback" not in ended.said, point
        assert kept(output).choices == wanted.choices
    last = desk.run(output)
    assert last.code == 0, last.said
    assert kept(output) == wanted


@pytest.mark.parametrize("fault", [Fault.KILL, Fault.FULL])
def test_a_struck_restore_is_done_or_not_done(fault: Fault, desk: Desk, tmp_path: Path) -> None:
    backup = tmp_path / "backup.sqlite"
    assert run_with_fault(["backup", backup, "--output", desk.past], desk.past).code == 0
    before = kept(desk.past)

    def restored(name: str, strike: Strike | None = None) -> tuple[Ended, Kept]:
        output = desk.copy(tmp_path / name)
        with Store(store_path(output)) as store:
            assert store.mends.undo()
        return run_with_fault(["restore", backup, "--output", output], output, strike), kept(output)

    whole, after = restored("whole")
    assert (whole.code, after) == (0, before)
    for number, point in enumerate(points(whole)):
        ended, left = restored(str(number), Strike(fault, point))
        assert ended.killed if fault is Fault.KILL else ended.code in {0, 4}, f"{point}: {ended.said}"
        assert left.choices in {before.choices, before.choices[:-1]}, point
        assert left.articles == before.articles, point
        if not ended.code:
            assert left == before
