"""The command line: one small module for each group of commands, `root` puts them together.

Whatever is slow to import (the language model, the extractor, the HTTP client, the store) is imported by
the command that needs it, when it runs: `aggregator --help` answers at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command in `arguments`, by default the process's own, and end with its exit code."""
    from aggregator.cli.root import program

    program.main(arguments, prog_name="aggregator")
