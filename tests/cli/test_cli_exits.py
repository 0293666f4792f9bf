"""How the program ends: one line for what a person can act on, and the exit code that says so."""

import os
import signal
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from aggregator.cli.exits import ExitCode, os_error_message
from aggregator.cli.root import Program
from aggregator.errors import (
    AggregatorError,
    NothingToPublishError,
    PublishError,
    RunnerError,
    StoreCorruptError,
)
from tests.cli.samples import Invoke, Shelf

PROGRAM = [sys.executable, "-m", "aggregator"]


def all_errors(kind: type[AggregatorError]) -> list[type[AggregatorError]]:
    return [kind, *(deeper for one in kind.__subclasses__() for deeper in all_errors(one))]


@pytest.mark.parametrize("kind", all_errors(AggregatorError))
def test_every_error_ends_with_a_named_code(kind: type[AggregatorError]) -> None:
    assert ExitCode(kind.exit_code) not in {ExitCode.OK, ExitCode.PARTIAL}


def test_every_code_has_a_use() -> None:
    of_errors = {kind.exit_code for kind in all_errors(AggregatorError)}
    assert set(ExitCode) == of_errors | {
        ExitCode.OK,
        ExitCode.PARTIAL,
        ExitCode.INTERRUPTED,
        ExitCode.BROKEN_PIPE,
    }


def program_that(raises: BaseException) -> Program:
    group = Program("program", params=[click.Option(["--debug"], is_flag=True)])

    @group.command()
    def act() -> None:
        raise raises

    return group


@pytest.mark.parametrize(
    ("raised", "code", "message"),
    [
        (StoreCorruptError("the store x is damaged"), 4, "aggregator: the store x is damaged\n"),
        (StoreCorruptError("bad\x1b[2J name"), 4, "aggregator: bad [2J name\n"),
        (RunnerError("a worker died"), 8, "aggregator: a worker died\n"),
        (NothingToPublishError("no article"), 9, "aggregator: no article\n"),
        (PublishError("out/a: disk full"), 10, "aggregator: out/a: disk full\n"),
        (PermissionError(13, "Permission denied", "out/a"), 1, "aggregator: out/a: Permission denied\n"),
        (OSError(28, "No space left on device"), 1, "aggregator: No space left on device\n"),
        (KeyboardInterrupt(), 130, "aggregator: interrupted\n"),
        (BrokenPipeError(), 141, ""),
    ],
)
def test_what_can_go_wrong_is_one_line_and_a_code(raised: BaseException, code: int, message: str) -> None:
    result = CliRunner().invoke(program_that(raised), ["act"], catch_exceptions=False)
    assert (result.exit_code, result.stderr, result.stdout) == (code, message, "")


def test_debug_shows_where_it_came_from() -> None:
    result = CliRunner().invoke(program_that(StoreCorruptError("broken")), ["--debug", "act"])
    assert result.exit_code == 4
    assert "Traceback" in result.stderr
    assert result.stderr.endswith("aggregator: broken\n")


def test_a_fault_of_the_program_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        CliRunner().invoke(program_that(ZeroDivisionError()), ["act"], catch_exceptions=False)


def test_both_names_of_a_failed_move_are_told() -> None:
    assert os_error_message(OSError(18, "Invalid cross-device link", "a", None, "b")).startswith("a -> b: ")


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-command"],
        ["run", "--at", "yesterday"],
        ["run", "--feeds", "missing.yaml"],
        ["brief"],
        ["brief", "missing.txt"],
        ["show", "1", "--format", "pdf"],
        ["cluster", "missing.jsonl"],
        ["completion", "tcsh"],
        ["stories"],
        ["verify", "nowhere"],
    ],
)
def test_what_cannot_be_used_ends_with_2_and_no_traceback(arguments: list[str], invoke: Invoke) -> None:
    result = invoke(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert result.stderr.strip()


def test_output_is_utf8_in_any_locale(shelf: Shelf) -> None:
    command = [*PROGRAM, "show", "1", "--output", str(shelf.output)]
    plain = {"PYTHONIOENCODING": "ascii", "LC_ALL": "POSIX", "PATH": os.environ["PATH"]}
    done = subprocess.run(command, capture_output=True, check=True, env=plain)
    assert "What’s Still Unclear" in done.stdout.decode("utf-8")


def test_a_reader_that_goes_away_is_no_disaster(shelf: Shelf) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [*PROGRAM, "stories", "--json", "--output", str(shelf.output)]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


def test_an_interrupt_from_the_keyboard_ends_with_130() -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen([*PROGRAM, "annotate", "-"], stdin=pipe, stdout=pipe, stderr=pipe) as running:
        assert running.stdin is not None
        assert running.stderr is not None
        running.stdin.write(b"no JSON\n")
        running.stdin.flush()
        assert b"(standard input):1" in running.stderr.readline()  # now it waits for the next line
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=20)
    assert (running.returncode, out, err) == (130, b"", b"aggregator: interrupted\n")
