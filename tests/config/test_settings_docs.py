from __future__ import annotations

import importlib.util
from pathlib import Path


def test_the_settings_page_is_what_the_settings_are() -> None:
    """Where this fails: `python tests/config/settings_reference.py` writes the page anew."""
    path = Path(__file__).with_name("settings_reference.py")
    spec = importlib.util.spec_from_file_location("settings_reference", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.FILE.read_text("utf-8") == module.reference()
    assert "None |" not in module.reference(), "a setting without a docstring"
