"""How commands end: the exit codes, and the way from an error to one line on standard error."""

from __future__ import annotations

import traceback
from enum import IntEnum
from typing import NoReturn

import click

from aggregator.log import printable


class ExitCode(IntEnum):
    """What the process ends with; docs/operations.md says what to do about each."""

    OK = 0
    FAILED = 1
    USAGE = 2
    PARTIAL = 3
    STORE = 4
    RUNNING = 5
    TEMPLATE = 6
    VERIFICATION = 7
    WORKER = 8
    NOTHING = 9
    PUBLISH = 10
    INTERRUPTED = 130
    BROKEN_PIPE = 141


MEANINGS = {
    ExitCode.OK: "all well",
    ExitCode.FAILED: "it could not be done, for a reason that no other code names",
    ExitCode.USAGE: "the command line, the settings or an input cannot be used; nothing was done",
    ExitCode.PARTIAL: "done, but something failed on the way and is listed",
    ExitCode.STORE: "the store cannot be opened, read or written",
    ExitCode.RUNNING: "another run holds the output folder",
    ExitCode.TEMPLATE: "a template is missing or wrong",
    ExitCode.VERIFICATION: "a line of an edition does not hold against its evidence",
    ExitCode.WORKER: "a worker process died",
    ExitCode.NOTHING: "no story enters the edition, and there is none from before",
    ExitCode.PUBLISH: "the edition cannot be written; what readers see is as it was",
    ExitCode.INTERRUPTED: "interrupted from the keyboard",
    ExitCode.BROKEN_PIPE: "whoever read the output went away",
}


def fail(error: BaseException, message: str, code: int, *, debug: bool = False) -> NoReturn:
    """Tell what went wrong on standard error, with `debug` also where, and end with `code`."""
    if debug:
        traceback.print_exception(error)
    lines = [printable(line) for line in message.splitlines()]
    click.echo("aggregator: " + "\n".join(lines), err=True)
    raise click.exceptions.Exit(code) from error


def os_error_message(error: OSError) -> str:
    """Return what the operating system refused, in words: `output/state: Permission denied`."""
    what = error.strerror or type(error).__name__
    names = [str(name) for name in (error.filename, error.filename2) if name is not None]
    return f"{' -> '.join(names)}: {what}" if names else what
