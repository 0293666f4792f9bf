"""A clock that was ahead: what it put off is not waited for once it is right again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from aggregator.config import Settings
from aggregator.errors import NothingToPublishError
from aggregator.pipeline import run

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_httpserver import HTTPServer

AT = datetime(2031, 5, 4, 6, 0, tzinfo=UTC)
MONTH = timedelta(days=30)


@pytest.mark.parametrize(
    ("ahead", "asked"),
    [(MONTH, 2), (timedelta(0), 1)],
    ids=["a clock that was a month ahead", "a clock that was right"],
)
def test_a_server_s_wait_is_kept_but_not_beyond_what_any_server_gets(
    ahead: timedelta, asked: int, httpserver: HTTPServer, tmp_path: Path
) -> None:
    httpserver.expect_request("/rss").respond_with_data("", status=429, headers={"Retry-After": "7200"})
    feed = {"name": "Tarn Post", "url": httpserver.url_for("/rss"), "family": "tarn", "category": "world"}
    settings = Settings.model_validate(
        {
            "version": 1,
            "fetch": {"allow_private_addresses": True, "retries": 0},
            "families": {"tarn": {"name": "Tarn Post"}},
            "feeds": [feed],
        }
    )
    for at in (AT + ahead, AT + timedelta(minutes=1)):
        with pytest.raises(NothingToPublishError):
            run(settings, output=tmp_path, at=at)
    assert len(httpserver.log) == asked
