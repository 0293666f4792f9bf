"""The sample newsroom and one edition of it, made once for all tests: a real server, the real steps."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from aggregator.config import Settings
from aggregator.demo.content import AT
from aggregator.demo.server import NewsServer
from aggregator.pipeline import RunReport, run

if TYPE_CHECKING:
    from collections.abc import Iterator

DRIVER = Path(__file__).parent / "pipeline" / "driver.py"

QUICK = {"read_timeout": 1, "connect_timeout": 1, "total_timeout": 2, "retries": 0}
"""One outlet of the newsroom never answers; the tests need not wait for it long."""


@dataclass(frozen=True)
class Desk:
    """The newsroom's server with the settings that read it."""

    server: NewsServer
    feeds: Path

    @property
    def settings(self) -> Settings:
        return Settings.model_validate(yaml.safe_load(self.feeds.read_text(encoding="utf-8")))

    def run(self, output: Path, at: datetime = AT, **changes: object) -> RunReport:
        settings = Settings.model_validate(self.settings.model_dump(mode="json") | changes)
        return run(settings, output=output, at=at)

    @staticmethod
    def site(output: Path) -> dict[str, bytes]:
        """Return what readers see in an output folder: every file by its path."""
        root = output / "current"
        files = sorted(path for path in root.rglob("*") if path.is_file())
        return {str(path.relative_to(root)): path.read_bytes() for path in files}

    def command(self, output: Path, *kill: str, at: datetime = AT) -> list[str]:
        return [sys.executable, str(DRIVER), str(self.feeds), str(output), at.isoformat(), *kill]

    def drive(self, output: Path, *kill: str, at: datetime = AT) -> subprocess.CompletedProcess[str]:
        command = self.command(output, *kill, at=at)
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Serve the whole newsroom."""
    with NewsServer() as server:
        record = yaml.safe_load(server.settings_text)
        record["fetch"] |= QUICK
        feeds = tmp_path_factory.mktemp("desk") / "feeds.yaml"
        feeds.write_text(yaml.safe_dump(record), encoding="utf-8")
        yield Desk(server, feeds)


@pytest.fixture(scope="session")
def published(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, RunReport]:
    """Run the walk once, undisturbed; whoever uses the folder leaves it as it is."""
    output = tmp_path_factory.mktemp("published")
    return output, desk.run(output)
