"""The judge of pages sees what is wrong, and nothing where nothing is."""

import pytest

from tests.browser import judging, pathfinding
from tests.browser.conftest import PHONE
from tests.once import ON_SQLITE

pytestmark = ON_SQLITE

GOOD = '<html lang="zh-Hans"><title>标题</title><body><main><h1>标题</h1><p>文字</p>{}</main></body></html>'
BIG = 'style="display: inline-block; width: 60px; height: 60px"'
FAULTS = [
    (judging.frame, "<h1>又一个</h1>", "2 h1"),
    (judging.untranslated, "<p>Save it</p>", "English: Save it"),
    (judging.untranslated, '<p title="Close">关</p>', "English: Close"),
    (lambda page: judging.small(page, "standard"), "<button style='width: 20px'>好</button>", "small BUTTON"),
    (lambda page: judging.small(page, "elder"), "<button style='width: 50px'>好</button>", "small BUTTON"),
    (judging.sideways, "<p style='width: 330px'>宽</p>", "sideways at 320"),
    (judging.sideways, "<p style='width: 1300px'>宽</p>", "sideways at 1280"),
    (judging.sideways_doubled, "<p style='width: 20rem'>宽</p>", "sideways at 200 %"),
    (judging.barriers, '<img src="data:,">', "axe image-alt"),
    (
        lambda page: judging.barriers(page, judging.CONTRAST),
        "<p style='color: #ccc; background: #fff'>很淡的文字看不清</p>",
        "axe color-contrast",
    ),
]


@pytest.fixture
def shown(visit):
    def show(more=""):
        page = visit(size=PHONE)
        page.set_content(GOOD.format(more))
        return page

    return show


@pytest.mark.parametrize(("judge", "fault", "finding"), FAULTS)
def test_a_fault_is_found(shown, judge, fault, finding):
    assert finding in " ".join(judge(shown(fault)))


def test_a_good_page_has_no_finding(shown):
    page = shown(f"<button {BIG}>好</button>")
    found = judging.frame(page) + judging.untranslated(page) + judging.small(page, "elder")
    assert found + judging.barriers(page) + judging.sideways(page) + judging.sideways_doubled(page) == []


def test_a_page_without_title_is_named(visit):
    page = visit()
    page.set_content("<h1>题</h1>")
    assert judging.frame(page) == ["no title"]


def test_the_walk_tells_what_is_broken_and_keeps_unlike_pages_once(visit, cast, live_server):
    walk = pathfinding.Walk(visit(cast.resident).context.request, live_server.url)
    walk.through("/words/", "/units/0/", "/words/?x=1")
    assert [each for each in walk.broken if "/units/0/" in each] == ["404 /units/0/ linked from "]
    assert "/words/" in walk.pages
    assert "body" in {each.split(".")[0] for each in walk.pages["/words/"]}
