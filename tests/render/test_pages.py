"""The pages: whole, linked, safe, the same every time."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from base64 import b64encode
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import PurePosixPath
from posixpath import normpath

import lxml.html
import pytest
from lxml.html import HtmlElement

from aggregator.compose import weigh
from aggregator.models import Edition, Part, PartKind, Standing
from aggregator.render import render_brief, render_edition
from aggregator.render.build import ORDER, OWN_TITLES
from aggregator.render.text import plain
from tests.render.sample import HOSTILE, edition, evidence, full_brief, line

STORY = f"stories/{full_brief().slug}/index.html"

# Everything the templates print; a tag outside this list came from the text of a source.
TAGS = frozenset(
    "html head meta title link script style body a header main article section footer nav h1 h2 h3 p span i "
    "b bdi time ul li dl dt dd details summary div figure blockquote figcaption mark table caption thead "
    "tbody tr th td ol q code svg desc line circle text".split()
)


@cache
def site() -> dict[str, bytes]:
    return render_edition(edition())


def page(path: str) -> HtmlElement:
    return lxml.html.document_fromstring(site()[path].decode())


def pages() -> dict[str, HtmlElement]:
    """All but the search page, which alone has scripts, and the mail: they have tests of their own."""
    return {
        path: page(path)
        for path in site()
        if path.endswith(".html") and not path.startswith(("mail/", "search/"))
    }


def text_of(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_the_site_has_the_promised_files() -> None:
    top = {path for path in site() if "/" not in path}
    assert top == {
        "index.html",
        "feed.xml",
        "atom.xml",
        "feed.json",
        "robots.txt",
        "calendar.ics",
        "card.png",
        "edition.json",
        "manifest.json",
        "report.json",
        "brief.schema.json",
        "edition.schema.json",
        "methodology.html",
        "corrections.html",
        "ledger.html",
        "ledger.csv",
        "ledger.json",
    }
    for brief in edition().briefs:
        folder = f"stories/{brief.slug}"
        assert {path for path in site() if path.startswith(f"{folder}/")} == {
            f"{folder}/index.html",
            f"{folder}/brief.md",
            f"{folder}/brief.txt",
            f"{folder}/brief.json",
            f"{folder}/ledger.html",
            f"{folder}/ledger.csv",
            f"{folder}/ledger.json",
            f"{folder}/feed.xml",
            f"{folder}/atom.xml",
            f"{folder}/feed.json",
        }


def test_the_same_edition_is_the_same_bytes_in_every_process() -> None:
    program = (
        "import hashlib; from aggregator.render import render_edition;"
        "from tests.render.sample import edition;"
        "print(hashlib.sha256(repr(sorted(render_edition(edition()).items())).encode()).hexdigest())"
    )
    here = hashlib.sha256(repr(sorted(site().items())).encode()).hexdigest()
    for seed in ("1", "2"):
        found = subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "LC_ALL": "C", "TZ": "Asia/Tokyo", "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            check=True,
            text=True,
        )
        assert found.stdout.strip() == here


def test_no_text_of_a_source_becomes_markup() -> None:
    for path, tree in pages().items():
        elements = [element for element in tree.iter() if isinstance(element.tag, str)]
        assert {element.tag for element in elements} <= TAGS, path
        for element in elements:
            assert not [name for name in element.attrib if name.startswith("on") or name == "style"], path
        assert all(found.get("type") == "application/ld+json" for found in tree.iter("script")), path
        assert len(list(tree.iter("style"))) == 1


def test_hostile_text_is_shown_as_it_is() -> None:
    found = text_of(page(STORY))
    for text in HOSTILE:
        assert plain(text) in found


def test_links_out_are_plain_web_addresses_and_pass_nothing_on() -> None:
    outward = [a for tree in pages().values() for a in tree.iter("a") if ":" in a.get("href", "")]
    assert outward
    for a in outward:
        assert a.get("href", "").startswith("https://news")
        assert a.get("rel") == "nofollow noopener"


def test_no_page_asks_for_anything() -> None:
    for path, tree in pages().items():
        assert not list(tree.iter("img", "iframe", "video", "audio", "object", "embed", "form", "base")), path
        loaded = [link for link in tree.iter("link") if link.get("rel") in {"stylesheet", "preload", "icon"}]
        assert all(link.get("href", "").startswith("data:") for link in loaded), path
    style = site()[STORY].decode().split("<style>")[1].split("</style>")[0]
    assert "url(" not in style
    assert "@import" not in style


def test_the_policy_lets_in_the_style_sheet_and_nothing_else() -> None:
    for path, tree in pages().items():
        policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
        style = site()[path].decode().split("<style>")[1].split("</style>")[0]
        digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert dict(rule.split(" ", 1) for rule in policy.split("; ")) == {
            "default-src": "'none'",
            "style-src": f"'sha256-{digest}'",
            "img-src": "data:",
            "base-uri": "'none'",
            "form-action": "'none'",
        }


def test_every_link_inside_the_edition_leads_somewhere() -> None:
    trees = pages()
    ids = {path: set(tree.xpath("//@id")) for path, tree in trees.items()}
    for path, tree in trees.items():
        hrefs = [*tree.xpath("//a/@href"), *tree.xpath("//link[@rel='alternate']/@href")]
        for href in (href for href in hrefs if ":" not in href):
            file, _, fragment = href.partition("#")
            target = normpath(str(PurePosixPath(path).parent / file)) if file else path
            if "hostile-a1" in target:
                continue  # the sample's related story is not in the sample's edition
            assert target in site(), (path, href)
            if fragment:
                assert fragment in ids[target], (path, href)


def test_ids_are_unique() -> None:
    for path, tree in pages().items():
        assert [name for name, times in Counter(tree.xpath("//@id")).items() if times > 1] == [], path


def test_landmarks_headings_and_names() -> None:
    for path, tree in pages().items():
        assert tree.get("lang") == "en"
        assert len(list(tree.iter("main"))) == 1, path
        assert len(list(tree.iter("h1"))) == 1, path
        levels = [int(element.tag[1]) for element in tree.iter("h1", "h2", "h3")]
        assert all(after <= before + 1 for before, after in pairwise(levels)), path
        named = set(tree.xpath("//@aria-labelledby"))
        assert named <= set(tree.xpath("//@id")), path
        assert tree.xpath("//a[@class='skip']/@href") == ["#main"]
        assert all(text_of(a) for a in tree.iter("a")), path


def test_sections_stand_in_the_order_of_the_shape() -> None:
    keys = page(STORY).xpath("//h2/@id")
    assert [key for key in keys if key in ORDER] == list(ORDER)
    assert [key for key in keys if key not in ORDER] == ["corrections", "changes", "agreement", "timeline"]


def test_a_standing_is_a_word_and_a_shape() -> None:
    tree = page(STORY)
    found = {
        key: [
            (text_of(one.find("span")), one.find("i").get("class"))
            for one in tree.xpath(f"//section[@aria-labelledby='{key}']//p[contains(@class, 'standing')]")
        ]
        for key in ("known", "unclear")
    }
    confirmed, said = ("Confirmed", "mark confirmed"), ("Confirmed as said", "mark record")
    assert found["known"] == [confirmed, confirmed, said, confirmed]
    assert found["unclear"] == [("Unclear", "mark unclear")] * 5


def test_what_is_unclear_says_why_beside_it() -> None:
    line = page(STORY).get_element_by_id("unclear-2")
    assert text_of(line.xpath("./p/span[@class='note']")[0]) == "one origin only; the source is not named"


def test_every_line_opens_to_each_of_its_sentences() -> None:
    tree = page(STORY)
    for section in full_brief().sections:
        if section.key in {"summary", "original", "transparency"}:
            continue
        for place, one in enumerate(section.lines, 1):
            element = tree.get_element_by_id(f"{section.key}-{place}")
            proof = element.xpath("./div[@class='told']/details")
            assert bool(proof) == bool(one.evidence)
            for piece in (*one.evidence, *one.opposing):
                assert plain(piece.text) in text_of(proof[0])
                number = int(piece.article, 16) + 1
                assert proof[0].xpath(f".//a[@href='#source-{number}']")


def test_the_printed_words_are_marked_in_the_sentence() -> None:
    line = page(STORY).get_element_by_id("unclear-1")
    quote = line.xpath(".//blockquote")[0]
    assert [text_of(mark) for mark in quote.iter("mark")] == ["Two crew members are missing"]
    assert text_of(quote) == "Two crew members are missing, according to the coast guard."


def test_a_mark_between_words_keeps_the_spaces_around_it() -> None:
    text = "She would not say how long."
    middle = Part(kind=PartKind.SOURCE, text="would not say", article=f"{0:016x}", start=4, end=17)
    cut = replace(line(text), parts=(middle,), standing=Standing.UNCLEAR)
    known = replace(full_brief().sections[1], lines=(cut,))
    made = render_brief(replace(full_brief(), sections=(known,), corrections=()), "html")
    assert text_of(lxml.html.document_fromstring(made).xpath("//blockquote")[0]) == text


def test_words_that_a_line_puts_in_brackets_are_told_apart_from_its_sentence() -> None:
    told = line("She would not say how long.")
    name = Part(kind=PartKind.SOURCE, text="Ines Radley", article=f"{0:016x}", start=90, end=101)
    rest = Part(kind=PartKind.SOURCE, text=" would not say", article=f"{0:016x}", start=3, end=17)
    bracket, end = (Part(kind=PartKind.WORDS, text=text) for text in "[]")
    named = replace(evidence(0, "Ines Radley"), start=90, end=101)
    cut = replace(told, parts=(bracket, name, end, rest), evidence=(*told.evidence, named))
    known = replace(full_brief().sections[1], lines=(cut,))
    made = render_brief(replace(full_brief(), sections=(known,), corrections=()), "html")
    figures = lxml.html.document_fromstring(made).xpath("//div[@class='origin']/figure")
    first, second = (text_of(figure) for figure in figures)
    assert "In brackets" not in first
    assert second.startswith("In brackets, from elsewhere in the article: Ines Radley")


def test_copies_of_a_sentence_within_an_origin_are_told_as_copies() -> None:
    line = page(STORY).get_element_by_id("known-2")
    origins = line.xpath(".//div[@class='origin']")
    assert [len(origin.xpath(".//blockquote")) for origin in origins] == [1, 1]
    assert [len(origin.xpath(".//figcaption/p")) for origin in origins] == [2, 3]
    assert text_of(line).count("the same words in") == 3


def test_outlets_and_origins_are_explained_where_they_stand() -> None:
    tree = page(STORY)
    assert "5 outlets but 2 origins" in text_of(tree.get_element_by_id("known-2"))
    assert "one origin: the same publisher" in text_of(tree.get_element_by_id("known-2"))
    alone = tree.xpath("//li[@id='known-1']//p[@class='origin-name']")[1]
    assert text_of(alone) == "Origin B Meridian Press Agency"
    glance = text_of(tree.xpath("//details[@class='origins']")[0])
    assert "12 articles, 8 outlets, 5 origins" in glance
    assert "Origin B Meridian Press Agency, Northern Chronicle, Evening Standard of Lund Sound" in glance


def test_figures_stand_in_a_table_of_their_section() -> None:
    tree = page(STORY)
    conflict = tree.xpath("//section[contains(@class, 'part-unclear')]//table")[0]
    update = tree.xpath("//section[contains(@class, 'part-known')]//table")[0]
    assert text_of(conflict.find("caption")) == "The sources’ figures differ: crew members missing"
    assert [text_of(cell) for cell in conflict.xpath(".//tbody/tr[1]/td")] == [
        "Two",
        "15 Sep 2026, 06:00 UTC",
        "the coast guard, in Meridian Press Agency 3",
    ]
    assert text_of(update.find("caption")) == "The figure changed: passengers aboard"


def test_each_source_tells_what_a_reporter_asks() -> None:
    row = text_of(page(STORY).get_element_by_id("source-1"))
    for told in (
        "Vesterhavn Post",
        "owner Skerry Media",
        "Solveig Aune, T. O. Brandt",
        "14 Sep 2026, 06:00 UTC",
        "full text",
        "Origin A",
    ):
        assert told in row
    assert "no time given" in text_of(page(STORY).get_element_by_id("source-8"))


def test_a_story_of_twelve_sources_is_light() -> None:
    assert len(site()[STORY]) < 120_000


def test_the_front_page_leads_with_the_heaviest_and_holds_every_story_once() -> None:
    tree = page("index.html")
    links = [href for href in tree.xpath("//h2/a/@href | //h3/a/@href") if href.startswith("stories/")]
    assert links[0] == STORY
    assert sorted(links) == sorted(f"stories/{brief.slug}/index.html" for brief in edition().briefs)
    assert links == [f"stories/{brief.slug}/index.html" for brief in edition().briefs]
    headings = [text_of(h3) for h3 in tree.xpath("//section[@class='category']/h3")]
    assert headings == ["World", "Politics", "Business", "Science", "Sport"]
    business = tree.xpath("//section[@class='category'][3]//li/a/@href")
    assert business == [f"stories/story-{n}/index.html" for n in (3, 4, 6)]


def test_the_front_page_says_why_its_order_is_so() -> None:
    tree = page("index.html")
    assert "independent origins first" in text_of(tree.xpath("//p[@class='order aside']")[0])
    weighed = [weigh(brief, edition().at) for brief in edition().briefs]
    files = render_edition(replace(edition(), briefs=tuple(weighed)))
    front = lxml.html.document_fromstring(files["index.html"].decode())
    assert [text_of(rank) for rank in front.xpath("//p[@class='rank']")] == [
        f"{place} " + ", ".join(reason.told for reason in brief.weight_reasons if reason.value)
        for place, brief in enumerate(weighed, 1)
    ]


def test_the_front_page_says_what_was_left_out_and_why() -> None:
    found = text_of(page("index.html").xpath("//details[@class='left-out']")[0])
    assert "16 things left out" in found
    assert "not english (extract): 15" in found
    assert "and 3 more, in report.json" in found
    assert "The page is gone." in found


def test_an_edition_without_stories_says_so() -> None:
    empty = render_edition(edition(briefs=(), left_out=(), counts={}))
    assert b"This edition holds no story." in empty["index.html"]


def test_a_public_address_makes_canonical_links() -> None:
    public = render_edition(edition(base_url="https://brief.example/news"))
    story, front = public[STORY].decode(), public["index.html"].decode()
    assert f'<link rel="canonical" href="https://brief.example/news/stories/{full_brief().slug}/">' in story
    assert '<link rel="canonical" href="https://brief.example/news/">' in front
    assert "canonical" not in site()[STORY].decode()


@pytest.mark.parametrize("path", ["index.html", STORY])
def test_every_page_says_where_a_wrong_line_is_reported(path: str) -> None:
    def shown(contact: str) -> HtmlElement:
        made = render_edition(edition(contact=contact))[path].decode()
        return lxml.html.document_fromstring(made).find(".//footer/p[@class='contact']")

    mail, room = shown("desk@brief.example"), shown("<b>the desk</b>, room 4")
    assert text_of(mail) == "Report a wrong line: desk@brief.example"
    assert mail.xpath("a/@href") == ["mailto:desk@brief.example"]
    assert (text_of(room), len(room)) == ("Report a wrong line: <b>the desk</b>, room 4", 0)
    assert shown("") is None


def test_two_briefs_of_one_address_are_refused() -> None:
    with pytest.raises(ValueError, match="two briefs"):
        render_edition(edition(briefs=(full_brief(), full_brief())))


def test_a_brief_alone_is_one_page_that_needs_no_other() -> None:
    tree = lxml.html.document_fromstring(render_brief(full_brief(), "html"))
    assert not [href for href in tree.xpath("//a/@href") if ":" not in href and not href.startswith("#")]
    assert text_of(tree.find(".//h1")) == full_brief().title


def test_a_brief_of_almost_nothing_has_no_empty_section() -> None:
    bare = replace(
        full_brief(),
        sections=(),
        tables=(),
        sources=(),
        related=(),
        outlets=0,
        origins=0,
        changes=(),
        corrections=(),
    )
    tree = lxml.html.document_fromstring(render_brief(bare, "html"))
    assert not list(tree.iter("h2"))
    assert text_of(tree.find(".//h1")) == bare.title


def test_a_table_stands_even_where_its_section_has_no_line() -> None:
    bare = replace(full_brief(), sections=())
    tree = lxml.html.document_fromstring(render_brief(bare, "html"))
    titles = [text_of(h2) for h2 in tree.iter("h2")]
    assert [title for title in titles if title in OWN_TITLES.values()] == list(OWN_TITLES.values())
    assert len(tree.xpath("//table[@class='figures']")) == 2


def test_titles_and_order_are_those_the_composer_writes() -> None:
    from aggregator.compose.wording import SECTION_TITLES

    assert tuple(SECTION_TITLES) == ORDER
    assert {key: SECTION_TITLES[key] for key in OWN_TITLES} == OWN_TITLES


def test_a_sentence_of_no_known_source_is_an_error_not_a_silence() -> None:
    brief = full_brief()
    stray = replace(brief.sections[1].lines[0], evidence=(evidence(99, "Nobody said this."),))
    section = replace(brief.sections[1], lines=(stray,))
    with pytest.raises(KeyError):
        render_brief(replace(brief, sections=(section,)), "html")


def test_memory_of_other_editions_does_not_leak_into_a_page() -> None:
    other: Edition = edition(title="Another Paper")
    assert b"Another Paper" in render_edition(other)[STORY]
    assert b"Another Paper" not in site()[STORY]
    assert re.search(rb"<title>[^<]*The Brief</title>", render_edition(edition())[STORY])
