"""What commands print can be trusted by terminals, spreadsheets and scripts."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.cli.console import Console, csv_cell, print_csv, print_table


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"])
def test_a_formula_gets_an_apostrophe(text: str) -> None:
    assert csv_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Harbour Post", "3 - 1", "", "https://post.example/?a=b"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert csv_cell(text) == text


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2)))
def test_csv_gives_back_the_cells_that_went_in(rows: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout", out)
        print_csv(("a", "b"), rows)
    back = list(csv.reader(io.StringIO(out.getvalue(), newline="")))
    assert back == [["a", "b"], *([csv_cell(cell) for cell in row] for row in rows)]


def test_a_table_is_one_line_a_row_and_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    title = "A very long title\nwith \x1b[31mcolour[/red] " + "word " * 60
    print_table(("no", "title"), [(1, title), (2, None)], wide=["title"])
    head, first, second = capsys.readouterr().out.splitlines()
    assert head.split() == ["no", "title"]
    assert first.split() == ["1", *title.replace("\x1b", " ").split()]
    assert second.strip() == "2"


def test_on_a_terminal_a_long_cell_is_folded_and_nothing_in_it_is_markup(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    screen = io.StringIO()
    monkeypatch.setattr(screen, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdout", screen)
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("NO_COLOR", "1")
    print_table(("no", "title"), [(1, "[red]colour[/red] " + "word " * 20)], wide=["title"])
    shown = screen.getvalue()
    assert "[red]colour[/red]" in shown
    assert shown.count("word") == 20
    assert max(len(line) for line in shown.splitlines() if "word" in line) <= 40


def test_progress_away_from_a_terminal_is_a_log_line_a_step(capsys: pytest.CaptureFixture[str]) -> None:
    from aggregator import log

    log.configure()
    with Console().progress() as progress:
        for done in range(1, 4):
            progress("fetch", done, 3)
    out, err = capsys.readouterr()
    assert out == ""
    assert [line.split(" ", 1)[1] for line in err.splitlines()] == ["info     fetch: done  items=3 of=3"]


def test_a_quiet_console_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    console = Console(quiet=True)
    console.note("written")
    with console.progress() as progress:
        progress("fetch", 3, 3)
    assert capsys.readouterr() == ("", "")
