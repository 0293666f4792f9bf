"""The program itself: its options, its commands, and what happens when one of them fails."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from typing import Any, Literal

import click

import aggregator
from aggregator.cli import (
    article,
    backup,
    brief,
    completion,
    demo,
    doctor,
    editions,
    explain,
    feeds,
    prune,
    report,
    run,
    serve,
    stories,
    templates,
    texts,
    verify,
)
from aggregator.cli.exits import MEANINGS, ExitCode, fail, os_error_message
from aggregator.cli.options import examples
from aggregator.errors import AggregatorError

EXAMPLES = examples("demo", "run --feeds feeds.yaml --output output", "brief story.html other.txt")
EXIT_CODES = "\b\nExit codes:\n" + "\n".join(f"  {code:>3}  {text}" for code, text in MEANINGS.items())


class Program(click.Group):
    """A group of commands that turns errors people can act on into one line and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except AggregatorError as error:
            fail(error, str(error), error.exit_code, debug=ctx.params["debug"])
        except KeyboardInterrupt as error:
            fail(error, "interrupted", ExitCode.INTERRUPTED)
        except BrokenPipeError:
            _let_go_of_stdout()
            ctx.exit(ExitCode.BROKEN_PIPE)
        except OSError as error:
            fail(error, os_error_message(error), ExitCode.FAILED, debug=ctx.params["debug"])
        return result

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click gives it
        """Return the commands in the order a newcomer needs them, which is that of this module."""
        return list(self.commands)


@click.group(
    cls=Program,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=f"{EXAMPLES}\n\n{EXIT_CODES}",
)
@click.option("-v", "--verbose", count=True, help="Tell more; twice to hear the libraries too.")
@click.option("-q", "--quiet", count=True, help="Tell errors only; twice for nothing at all.")
@click.option(
    "--log-format",
    type=click.Choice(["plain", "json"]),
    default="plain",
    show_default=True,
    envvar="AGGREGATOR_LOG_FORMAT",
    help="Log lines (on standard error) for people or for machines.",
)
@click.option("--debug", is_flag=True, help="Show where an error came from.")
@click.version_option(aggregator.__version__, prog_name="aggregator")
@click.pass_context
def program(
    ctx: click.Context, verbose: int, quiet: int, log_format: Literal["plain", "json"], debug: bool
) -> None:
    """Many feeds in, briefs out: what we know, what is still unclear, and the evidence behind every line.

    Results go to standard output, messages to standard error.
    """
    from aggregator import log
    from aggregator.cli.console import Console

    _speak_utf8()
    log.configure(verbosity=verbose - quiet, form=log_format)
    ctx.obj = Console(quiet=quiet > verbose, plain=log_format == "json", debug=debug)


def _speak_utf8() -> None:
    """Write UTF-8 whatever the locale: what a machine reads back must not depend on who ran the command."""
    for stream, errors in ((sys.stdout, "strict"), (sys.stderr, "backslashreplace")):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors=errors)


def _let_go_of_stdout() -> None:
    """Keep the interpreter from complaining again when it flushes on its way out."""
    with suppress(OSError, ValueError):  # standard output is closed, or is none of the system's
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


for command in (
    run.run,
    brief.brief,
    demo.demo,
    serve.serve,
    texts.extract,
    texts.annotate,
    texts.cluster,
    texts.match,
    verify.verify,
    feeds.feeds,
    stories.stories,
    editions.show,
    editions.sources,
    explain.explain,
    report.report,
    backup.backup,
    backup.restore,
    prune.prune,
    templates.templates,
    article.article,
    doctor.doctor,
    completion.completion,
):
    program.add_command(command)
