"""Log lines: for a person (one plain line each) or for a machine (one JSON object each), on standard error.

    get_logger("fetch").warning("feed failed", feed="Harbour Post", reason="timeout")

    2026-09-15T18:00:03Z warning  fetch: feed failed  feed="Harbour Post" reason=timeout
    {"feed": "Harbour Post", "reason": "timeout", "event": "feed failed", "level": "warning", ...}

Until `configure` is called nothing below a warning is shown, as is usual for a library.
"""

from __future__ import annotations

import json
import logging
import sys
import unicodedata
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping

    from structlog.stdlib import BoundLogger
    from structlog.typing import Processor

ROOT = "aggregator"

LogFormat = Literal["plain", "json"]

LEVELS = {-2: logging.CRITICAL, -1: logging.WARNING, 0: logging.INFO, 1: logging.DEBUG}
"""Level by verbosity: -q once for failures alone, twice for nothing; -v once for every detail of ours."""

LIBRARY_LEVELS = {1: logging.WARNING, 2: logging.DEBUG}
"""What outside libraries may say, by verbosity; below that they are silent, as their warnings speak of
single pages and feeds, which the run's report names anyway."""

OWN_FIELDS = frozenset({"event", "level", "logger", "timestamp", "exception", "_record", "_from_structlog"})

BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that change the order in which a line is shown, and so can make it seem to say something else."""


def get_logger(step: str) -> BoundLogger:
    """Return the logger of one step or command; its methods take an event and named values."""
    import structlog  # noqa: PLC0415 - slow to import, and most uses of the package log nothing

    logger: BoundLogger = structlog.wrap_logger(
        logging.getLogger(f"{ROOT}.{step}"),
        processors=[
            structlog.stdlib.filter_by_level,
            *_described(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    return logger


def configure(*, verbosity: int = 0, form: LogFormat = "plain") -> None:
    """Send log lines to standard error; called once, by the command line.

    Args:
        verbosity: -2 (nothing), -1 (failures), 0 (what was done), 1 (every detail), 2 (libraries too).
        form: ``plain`` for one line of text a record, ``json`` for one JSON object a record.
    """
    import structlog  # noqa: PLC0415 - as above

    render: Processor = _json_line if form == "json" else _plain_line
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_described(),
        processors=[structlog.processors.format_exc_info, render],
    )
    own = LEVELS[max(-2, min(1, verbosity))]
    libraries = LIBRARY_LEVELS.get(min(2, verbosity), logging.CRITICAL)
    for logger, level in ((logging.getLogger(ROOT), own), (logging.getLogger(), libraries)):
        _remove_own_handlers(logger)
        handler = _StderrHandler()
        handler.setFormatter(formatter)
        handler.setLevel(level)  # as well: a library may have set a level of its own on its logger
        logger.addHandler(handler)
        logger.setLevel(level)
    logging.getLogger(ROOT).propagate = False
    logging.captureWarnings(capture=True)


def printable(text: str) -> str:
    """Return `text` as one line that cannot steer a terminal: no control characters, no hidden order."""
    return "".join(_printable_character(character) for character in text)


def _described() -> list[Processor]:
    import structlog  # noqa: PLC0415 - as above

    return [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="%Y-%m-%dT%H:%M:%SZ", utc=True),
    ]


class _StderrHandler(logging.StreamHandler[Any]):
    """Writes to whatever standard error is at the time: a progress bar puts itself in its place."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> Any:
        return sys.stderr


def _remove_own_handlers(logger: logging.Logger) -> None:
    for handler in list(logger.handlers):
        if isinstance(handler, _StderrHandler):
            logger.removeHandler(handler)


def _plain_line(_logger: object, _method: str, record: MutableMapping[str, Any]) -> str:
    source = str(record.get("logger", "")).removeprefix(f"{ROOT}.")
    fields = " ".join(f"{name}={_value(value)}" for name, value in _fields(record).items())
    head = f"{record['timestamp']} {record['level']:<8} {source}: {printable(str(record['event']))}"
    line = f"{head}  {fields}" if fields else head
    # A traceback is asked for and made by us; it is the one thing that takes more than a line.
    return f"{line}\n{record['exception']}" if record.get("exception") else line


def _json_line(_logger: object, _method: str, record: MutableMapping[str, Any]) -> str:
    shown = {name: value for name, value in record.items() if not name.startswith("_")}
    return json.dumps(shown, ensure_ascii=False, default=str)


def _fields(record: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in OWN_FIELDS}


def _value(value: object) -> str:
    text = printable(f"{value:g}" if isinstance(value, float) else str(value))
    return json.dumps(text, ensure_ascii=False) if not text or any(c in text for c in ' "=') else text


def _printable_character(character: str) -> str:
    if character in BIDI_CONTROLS:
        return ""
    if unicodedata.category(character) in {"Cc", "Zl", "Zp", "Cs"}:
        return " "
    return character
