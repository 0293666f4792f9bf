"""Versions follow the code and data of a step; hashes follow what decides, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from aggregator.config import Settings
from aggregator.pipeline import versions
from aggregator.pipeline.versions import EDITION_STEPS, files_hash, input_hash, settings_hash, step_version


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "aggregator"
    for name in (
        "models/briefs.py",
        "annotate/__init__.py",
        "annotate/cues.txt",
        "cluster/__init__.py",
        "cli/root.py",
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)
    monkeypatch.setattr(versions, "PACKAGE", root)
    monkeypatch.setattr(versions, "TEMPLATES", (root / "templates", tmp_path / "templates"))
    return root


def read(step: str) -> str:
    step_version.cache_clear()
    found = step_version(step)
    step_version.cache_clear()
    return found


@pytest.mark.parametrize(
    ("changed", "annotate", "cluster"),
    [
        ("annotate/cues.txt", True, False),
        ("annotate/more.txt", True, False),
        ("models/briefs.py", True, True),
        ("shared/words.tsv", True, True),
        ("cli/root.py", False, False),
        ("annotate/__pycache__/x.pyc", False, False),
        ("annotate/__pycache__/x.pyc.140234", False, False),  # as Python names one it is writing
    ],
)
def test_a_step_is_done_again_when_its_own_files_change(
    package: Path, changed: str, *, annotate: bool, cluster: bool
) -> None:
    before = read("annotate"), read("cluster")
    (package / changed).parent.mkdir(exist_ok=True)
    (package / changed).write_text("changed")
    assert (read("annotate") != before[0], read("cluster") != before[1]) == (annotate, cluster)


def test_a_changed_template_is_a_changed_rendering(package: Path) -> None:
    before = read("render"), read("annotate")
    (package / "templates").mkdir()
    (package / "templates" / "index.html").write_text("new")
    assert read("render") != before[0]
    assert read("annotate") == before[1]


def test_every_step_of_an_edition_has_a_version_of_its_own() -> None:
    assert len({step_version(step) for step in EDITION_STEPS}) == len(EDITION_STEPS)
    for step in EDITION_STEPS:
        assert files_hash(versions.PACKAGE / step), f"there is no step {step}"


def test_settings_count_when_they_decide_what_is_said() -> None:
    plain = Settings(version=1)
    assert settings_hash(plain) == settings_hash(
        Settings.model_validate({"version": 1, "fetch": {"retries": 0}})
    )
    assert settings_hash(plain) == settings_hash(
        Settings.model_validate({"version": 1, "extract": {"workers": 4}})
    )
    assert settings_hash(plain) != settings_hash(
        Settings.model_validate({"version": 1, "policy": {"min_origins": 3}})
    )


def test_hashes_do_not_depend_on_the_order_of_names_but_of_items() -> None:
    assert input_hash({"a": 1, "b": 2}) == input_hash({"b": 2, "a": 1})
    assert input_hash(["a", "b"]) != input_hash(["b", "a"])
