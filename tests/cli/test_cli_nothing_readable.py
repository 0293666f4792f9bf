"""`brief` on inputs that hold nothing: one clear line and an exit code, never a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("empty.jsonl", b""),
        ("noise.txt", bytes(range(1, 256)) * 20),
        ("noise.html", bytes(range(255, 0, -1)) * 20),
        ("label.txt", b"Summary:\n"),
    ],
)
def test_an_input_without_a_sentence_is_refused(tmp_path: Path, name: str, body: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(body)
    command = [sys.executable, "-m", "aggregator", "brief", str(path), "--format", "txt"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode not in (0, 1)
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()
