from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.fetch.headers import http_date, looks_binary, retry_after, validator

NOW = datetime(2026, 9, 15, 18, 0, tzinfo=UTC)
SERVER = "Tue, 15 Sep 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("value", "date", "seconds"),
    [
        ("120", "", 120.0),
        (" 0 ", "", 0.0),
        ("9" * 400, "", 999_999_999.0),
        ("Tue, 15 Sep 2026 18:01:00 GMT", "", 60.0),
        ("Tue, 15 Sep 2026 12:01:00 GMT", SERVER, 60.0),
        ("Tuesday, 15-Sep-26 12:01:00 GMT", SERVER, 60.0),
        ("Tue Sep 15 12:01:00 2026", SERVER, 60.0),
        ("Tue, 15 Sep 2026 11:00:00 GMT", SERVER, 0.0),
        ("soon", "", None),
        ("-5", "", None),
        ("", "", None),
    ],
)
def test_retry_after(value: str, date: str, seconds: float | None) -> None:
    assert retry_after(value, date, NOW) == seconds


@given(st.text())
def test_dates_never_raise(value: str) -> None:
    read = http_date(value)
    assert read is None or read.utcoffset() is not None
    assert (retry_after(value, value, NOW) or 0) >= 0


@given(st.text())
def test_validators_can_stand_in_a_header(value: str) -> None:
    kept = validator(value)
    assert kept in {value, ""}
    kept.encode("ascii")
    assert "\n" not in kept
    assert "\r" not in kept


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "latin-1"])
def test_text_in_any_encoding_is_no_binary(encoding: str) -> None:
    assert not looks_binary("<?xml version='1.0'?><rss>Fähre</rss>".encode(encoding))
