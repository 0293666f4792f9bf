"""`aggregator --help` answers at once: nothing slow is imported before it is needed."""

import json
import subprocess
import sys

import pytest

SLOW = {
    "aggregator.annotate",
    "aggregator.store",
    "feedparser",
    "httptools",
    "httpx2",
    "jinja2",
    "numpy",
    "pydantic",
    "rich",
    "scipy",
    "sklearn",
    "spacy",
    "sqlalchemy",
    "structlog",
    "trafilatura",
}


@pytest.mark.parametrize("module", ["aggregator", "aggregator.cli", "aggregator.cli.root"])
def test_importing_loads_nothing_slow(module: str) -> None:
    script = f"import json, sys, {module}; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    loaded = set(json.loads(done.stdout))
    assert module in loaded
    assert loaded & SLOW == set()


def test_the_module_is_the_same_program_as_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "aggregator", "--version"], capture_output=True, check=True)
    assert done.stdout.startswith(b"aggregator, version ")
