import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import log


def test_a_plain_line_names_level_step_event_and_values(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure()
    log.get_logger("fetch").warning("feed failed", feed="Harbour Post", reason="timeout", seconds=2.5)
    out, err = capsys.readouterr()
    assert out == ""
    time, rest = err.rstrip("\n").split(" ", 1)
    assert time.endswith("Z")
    assert rest == 'warning  fetch: feed failed  feed="Harbour Post" reason=timeout seconds=2.5'


def test_a_json_line_is_one_object_with_the_same_values(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure(form="json")
    log.get_logger("fetch").info("feed read", items=3)
    record = json.loads(capsys.readouterr().err)
    assert record["event"] == "feed read"
    assert record["items"] == 3
    assert record["level"] == "info"
    assert record["logger"] == "aggregator.fetch"
    assert not [name for name in record if name.startswith("_")]


@pytest.mark.parametrize(
    ("verbosity", "shown"), [(-2, []), (-1, ["w", "e"]), (0, ["i", "w", "e"]), (1, ["d", "i", "w", "e"])]
)
def test_verbosity_decides_what_is_shown(
    verbosity: int, shown: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    log.configure(verbosity=verbosity)
    logger = log.get_logger("run")
    logger.debug("d")
    logger.info("i")
    logger.warning("w")
    logger.error("e")
    assert [line.rsplit(" ", 1)[1] for line in capsys.readouterr().err.splitlines()] == shown


def test_libraries_are_heard_only_when_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure()
    logging.getLogger("somelibrary").error("discarding data")
    loud = logging.getLogger("somelibrary.loud")
    loud.setLevel(logging.INFO)
    loud.info("hello")
    assert capsys.readouterr().err == ""
    log.configure(verbosity=1)
    logging.getLogger("somelibrary").warning("discarding %s", "data")
    assert "somelibrary: discarding data" in capsys.readouterr().err


def test_configuring_twice_does_not_print_twice(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure()
    log.configure()
    log.get_logger("run").info("once")
    assert capsys.readouterr().err.count("once") == 1


def test_a_hostile_value_cannot_make_a_second_line_or_steer_the_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log.configure()
    log.get_logger("fetch").info("feed read", feed="Evil\n2026 error fake\x1b[2J\u202egnp")
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "\x1b" not in err
    assert "\u202e" not in err


def test_an_exception_is_shown_with_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure(verbosity=1)
    try:
        int("seven")
    except ValueError:
        log.get_logger("run").exception("stopped")
    err = capsys.readouterr().err
    assert "Traceback" in err
    assert "ValueError: invalid literal" in err


@given(st.text())
def test_printable_text_is_one_line_without_control_characters(text: str) -> None:
    shown = log.printable(text)
    assert len(shown.splitlines()) <= 1
    assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in shown)
    assert log.printable(shown) == shown
