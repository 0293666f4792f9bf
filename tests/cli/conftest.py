"""What the tests of the commands share: a way to call them, and a published edition written by hand."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from aggregator import codec, log
from aggregator.models import Edition, Manifest
from tests.cli.samples import AT, Invoke, Shelf, brief_of


@pytest.fixture(autouse=True)
def loggers_as_found() -> Iterator[None]:
    """Take back what `log.configure` did to the loggers of the process."""
    root, own = logging.getLogger(), logging.getLogger(log.ROOT)
    before = [(logger, logger.level, logger.propagate, list(logger.handlers)) for logger in (root, own)]
    yield
    for logger, level, propagate, handlers in before:
        logger.setLevel(level)
        logger.propagate = propagate
        logger.handlers[:] = handlers


@pytest.fixture
def invoke(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Invoke:
    """Run a command in an empty folder, as a shell would."""
    from aggregator.cli.root import program

    monkeypatch.chdir(tmp_path)

    def run(*arguments: str | Path, stdin: str | bytes = "") -> Result:
        return CliRunner().invoke(
            program,
            [str(one) for one in arguments],
            input=stdin,
            prog_name="aggregator",
            catch_exceptions=False,
        )

    return run


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """An edition of two stories on the same two articles."""
    manifest = Manifest(program="x", config_sha256="x", input_sha256="x", steps=(), articles=("a1", "a2"))
    edition = Edition(
        id="2026-09-15-1800-abc",
        title="The Brief",
        at=AT,
        briefs=(
            brief_of("5e1b", "bridge-closed-5e1b", "Selby bridge closed"),
            brief_of("5e77", "ferry-at-night-5e77", "Night ferry [bold]planned[/bold]"),
        ),
        left_out=(),
        manifest=manifest,
        counts={},
    )
    made = Shelf(tmp_path / "output", edition)
    made.file.parent.mkdir(parents=True)
    made.file.write_bytes(codec.dumps(edition))
    (made.output / "current").symlink_to(made.file.parent)
    return made
