from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.config import FeedConfig, Outline, opml, read_opml, write_opml
from aggregator.errors import InputError

LIST = b"""<?xml version="1.0" encoding="ISO-8859-1"?>
<opml version="1.0"><head><title>Mine</title></head><body>
  <outline text="News">
    <outline title="World &amp; beyond">
      <outline text="Caf\xe9 Post" type="rss" xmlUrl=" https://cafe.example/rss "
               htmlUrl="https://cafe.example/" language="fr"/>
    </outline>
    <outline text="Quay" XMLURL="http://quay.example/atom"/>
  </outline>
  <outline xmlUrl="https://bare.example/rss" category="/Desk/Science,/Other"/>
  <outline type="include" url="https://elsewhere.example/list.opml" text="More"/>
</body></opml>"""

DOCTYPE = b'<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def test_feeds_are_read_with_the_innermost_outline_they_lie_in() -> None:
    assert read_opml(LIST) == (
        Outline(
            url="https://cafe.example/rss",
            name="Café Post",
            home="https://cafe.example/",
            category="World & beyond",
            language="fr",
        ),
        Outline(url="http://quay.example/atom", name="Quay", category="News"),
        Outline(url="https://bare.example/rss", category="Science"),
    )


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "no OPML"),
        (b"<opml><body>", "no OPML"),
        (b"<rss><channel/></rss>", "begins with <rss>"),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', "no OPML"),
        (b'<?xml version="1.0" encoding="nonsense"?><opml/>', "no OPML"),
        (DOCTYPE + b'<opml><body><outline xmlUrl="&x;"/></body></opml>', "document type"),
        (b"<opml>" + b"<outline>" * 60, "50 deep"),
        (b"<opml>" + b"<outline/>" * (opml.MAX_OUTLINES + 1), "outlines"),
        (b" " * (opml.MAX_OPML_BYTES + 1), "larger than"),
    ],
)
def test_what_is_no_list_or_means_harm_is_refused(body: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_opml(body)


NAMES = st.text(min_size=1, max_size=40).filter(lambda text: bool(opml.one_line(text)))


@given(st.lists(st.tuples(NAMES, NAMES), max_size=5))
def test_what_is_written_is_read_again(feeds: list[tuple[str, str]]) -> None:
    given = [
        (
            FeedConfig(name=name, category=desk, family="x", url=f"https://x.example/{n}"),
            "https://x.example/?a=1&b=2" if n % 2 else "",
        )
        for n, (name, desk) in enumerate(feeds)
    ]
    read = read_opml(write_opml("A <list>", given).encode())
    assert {(one.url, one.name, one.category, one.home) for one in read} == {
        (feed.url, opml.one_line(feed.name), opml.one_line(feed.category), home) for feed, home in given
    }
