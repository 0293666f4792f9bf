"""`serve`: tells where, answers, ends cleanly on Ctrl-C."""

from __future__ import annotations

import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

from aggregator.publish import publish
from aggregator.render import edition_files
from tests.cli.samples import Invoke
from tests.render.sample import edition


def test_it_serves_until_ctrl_c(tmp_path: Path) -> None:
    publish(edition_files(edition()), tmp_path, edition().id)
    command = [sys.executable, "-m", "aggregator", "serve", str(tmp_path), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        told = running.stdout.readline()
        with urllib.request.urlopen(told.split()[0], timeout=10) as answer:
            assert b"The Brief" in answer.read()
        assert running.stderr is not None
        assert "Ctrl-C" in running.stderr.readline()
        running.send_signal(signal.SIGINT)
        rest = running.communicate(timeout=20)[1]
    assert (running.returncode, rest.strip()) == (0, "ended")


def test_a_folder_without_an_edition_is_an_error_of_the_command_line(invoke: Invoke, tmp_path: Path) -> None:
    result = invoke("serve", tmp_path)
    assert result.exit_code == 2
    assert "no page lies in" in result.stderr
