"""What made a record: step versions, and hashes over the inputs of a step.

A step's version is a hash over its files and the files it stands on, so that a changed word list or rule
redoes the work that depends on it and nothing else, and so that asking for it imports nothing heavy.
"""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from aggregator.models import StepVersion

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aggregator.config import Settings

PACKAGE = Path(__file__).parent.parent

LIBRARIES = {
    "annotate": ("spacy", "onnxruntime", "curated-tokenizers"),
    "cluster": ("scipy",),
    "extract": ("trafilatura", "htmldate", "lxml", "py3langid"),
    "render": ("css-inline", "jinja2"),
}
"""Outside libraries that decide what a step makes; a new version of one redoes the step."""

EDITION_STEPS = ("annotate", "cluster", "compose", "corroborate", "render")
"""The steps that decide an edition's bytes once its articles are read."""

APART = frozenset({"annotate", "cluster", "compose", "corroborate", "extract", "fetch", "publish", "render"})
"""The steps; each has its own version."""

ROOF = frozenset(
    {"__init__", "__main__", "cli", "config", "demo", "errors", "feeds", "log", "pipeline", "runner", "store"}
)
"""What brings data to the steps, or away from them, and decides nothing in it."""

TEMPLATES = (PACKAGE / "templates", PACKAGE.parent / "templates")
"""Where the templates lie: inside an installed package, beside it in a checkout."""


@cache
def step_version(step: str) -> str:
    """Return 12 hex digits that change with the code, data or libraries of `step`."""
    shared = [path for path in PACKAGE.iterdir() if path.stem not in APART | ROOF and path not in TEMPLATES]
    own = [PACKAGE / step, PACKAGE / f"{step}.py", *(TEMPLATES if step == "render" else ())]
    digest = sha256(json.dumps([(name, version(name)) for name in LIBRARIES.get(step, ())]).encode())
    for root in (*sorted(shared), *own):
        digest.update(files_hash(root).encode())
    return digest.hexdigest()[:12]


def step_versions(steps: Iterable[str] = EDITION_STEPS) -> tuple[StepVersion, ...]:
    """Return the versions of `steps`, in their order."""
    return tuple(StepVersion(step=step, version=step_version(step)) for step in steps)


def files_hash(root: Path) -> str:
    """Return the hash of the file `root`, or of the files in the folder `root`; "" if it is not there."""
    files = sorted(
        path for path in (root, *root.rglob("*")) if "__pycache__" not in path.parts and path.is_file()
    )
    digest = sha256()
    for path in files:
        name = path.relative_to(root.parent).as_posix().encode()
        digest.update(name + b"\0" + sha256(path.read_bytes()).digest())
    return digest.hexdigest() if files else ""


def settings_hash(settings: Settings) -> str:
    """Return the hash of every setting that decides what an edition says.

    How politely we fetch, on how many processes we work, what is kept and who is told does not: the
    articles that came of it are hashed beside.
    """
    decisive = settings.model_dump(
        mode="json", exclude={"fetch": True, "extract": {"workers"}, "keep": True, "health": True}
    )
    return input_hash(decisive)


def input_hash(*inputs: object) -> str:
    """Return the hash of plain values (what `json` can write), stable over runs and machines."""
    return sha256(json.dumps(inputs, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
