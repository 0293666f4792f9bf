"""What goes wrong: a value that every step can hand on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something left out or failed, with its reason: a value passed along, never an exception.

    `step` is the step that refused (``fetch``, ``extract``, ...), `subject` names the feed, file or
    address for a person, `reason` is a short stable code (``http_404``, ``timeout``, ``not_english``),
    `detail` is one plain sentence. `fatal` problems make a run end with exit code 3.
    """

    step: str
    subject: str
    reason: str
    detail: str = ""
    url: str = ""
    fatal: bool = True
