"""A smaller newsroom for the walk: for runs by the dozen."""

from __future__ import annotations

import pytest
import yaml

from tests.newsdesk import Desk

FEW = 4
"""Outlets of the small desk."""


@pytest.fixture(scope="session")
def small_desk(desk: Desk) -> Desk:
    """Return the newsroom as someone sees it who reads its first outlets only, for runs by the dozen."""
    record = yaml.safe_load(desk.feeds.read_text(encoding="utf-8"))
    record["feeds"] = record["feeds"][:FEW]
    feeds = desk.feeds.with_name("few.yaml")
    feeds.write_text(yaml.safe_dump(record), encoding="utf-8")
    return Desk(desk.server, feeds)


@pytest.fixture(scope="session")
def undisturbed(small_desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return the site that one undisturbed run of the small desk publishes."""
    output = tmp_path_factory.mktemp("undisturbed")
    small_desk.run(output)
    return small_desk.site(output)
