"""Runs the walk in a process of its own: `driver.py FEEDS.yaml OUTPUT AT [STEP DONE]`.

With a step and a number it kills itself, as `kill -9` would, when that many items of that step are done
(and committed). Prints the report's exit code and which slow libraries were loaded.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import datetime
from pathlib import Path

import yaml

from aggregator.config import Settings
from aggregator.pipeline import run

SLOW = ("scipy", "spacy", "trafilatura")


def main(feeds: str, output: str, at: str, step: str = "", done: str = "0") -> None:
    def progress(name: str, count: int, total: int | None) -> None:
        if name == step and count >= int(done):
            os.kill(os.getpid(), signal.SIGKILL)

    settings = Settings.model_validate(yaml.safe_load(Path(feeds).read_text(encoding="utf-8")))
    report = run(settings, output=Path(output), at=datetime.fromisoformat(at), progress=progress)
    loaded = (name for name in SLOW if name in sys.modules)
    sys.stdout.write(" ".join((str(report.exit_code), str(report.unchanged), *loaded)))


if __name__ == "__main__":
    main(*sys.argv[1:])
