"""The numbers of the elder edition, read from the browser element by element: text, targets, lines, weights."""

import pytest

from shijian.kernel import display
from tests.browser.conftest import DESK, PHONE
from tests.factories.people import DisplayChoiceFactory
from tests.once import ON_SQLITE

pytestmark = ON_SQLITE

SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
LEAST_TEXT, LEAST_TARGET, LEAST_LINE = 24, 60, 1.3
TEXTS = """() => [...document.querySelectorAll("body *")].filter((each) => each.checkVisibility()
    && each.getBoundingClientRect().width > 1 && !each.closest("svg, .visually-hidden, option")
    && [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
  .map((each) => {
    const style = getComputedStyle(each), size = parseFloat(style.fontSize);
    return {what: `${each.tagName} ${each.className} ${each.innerText.slice(0, 20)}`, size,
            line: parseFloat(style.lineHeight) / size, weight: Number(style.fontWeight)};
  })"""
TARGETS = """() => [...document.querySelectorAll(
    "a[href], button, summary, input:not([type=hidden]), select, textarea, label.choice, label.face")]
  .filter((each) => each.checkVisibility({visibilityProperty: true}) && !each.closest(".skip-link"))
  .map((each) => each.matches("[type=radio], [type=checkbox]") ? each.closest("label") ?? each : each)
  .filter((each) => !each.matches(".card-link a"))
  .map((each) => {
    const box = each.getBoundingClientRect();
    return {what: `${each.tagName} ${each.className} ${each.innerText.slice(0, 20)}`,
            width: box.width, height: box.height};
  }).filter((each) => each.width > 1)"""


def elder(visit, url, size, person=None, step=0):
    """A page in the elder edition."""
    if person is not None:
        DisplayChoiceFactory(person=person, size=step)
    page = visit(person, size)
    if person is None:
        page.goto("/")
        cookie = {"name": display.NAME, "value": f"elder.{step}.light.auto", "url": page.url}
        page.context.add_cookies([cookie])
    page.goto(url)
    assert page.locator("html").get_attribute("data-edition") == "elder"
    return page


def too_small(page):
    """What misses a number of the elder edition."""
    texts = [
        each for each in page.evaluate(TEXTS)
        if each["size"] < LEAST_TEXT or each["line"] < LEAST_LINE or each["weight"] < 400
    ]  # fmt: skip
    targets = [
        each for each in page.evaluate(TARGETS)
        if round(each["width"]) < LEAST_TARGET or round(each["height"]) < LEAST_TARGET
    ]  # fmt: skip
    return texts + targets


@pytest.fixture
def guide(settings, county):
    settings.DEMO = True
    return "/styleguide/?edition=elder&theme=light"


@SIZES
def test_every_component_keeps_the_numbers(visit, guide, size):
    page = elder(visit, guide, size)
    assert too_small(page) == []
    for fold in page.locator("details").all():
        fold.evaluate("each => { each.open = true }")
    assert too_small(page) == []


@SIZES
@pytest.mark.parametrize("url", ["/", "/menu/", "/units/", "/display/", "/words/", "/login/"])
def test_public_pages_keep_the_numbers(visit, cast, size, url):
    page = elder(visit, url, size)
    assert too_small(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("step", "pixels"), [(0, 24), (1, 28), (2, 32), (3, 36), (4, 40)])
def test_the_text_grows_in_steps_to_thirty_points(visit, cast, step, pixels):
    page = elder(visit, "/", PHONE, step=step)
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") == pixels
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(
    ("selector", "least"),
    [
        (".button", 60), (".button-large", 60), (".list-row", 60), ("input[name=name]", 60), ("select", 60),
        ("textarea", 60), (".nav-link", 60), (".hint .button-quiet", 60), (".choice", 60), (".face", 60),
        (".site-tool", 60), (".back-link", 60), ("summary", 60), (".pager .button", 60),
    ],
)  # fmt: skip
def test_each_kind_of_target_is_sixty_pixels(visit, guide, selector, least):
    page = elder(visit, guide if selector != ".back-link" else "/display/?next=/", PHONE)
    boxes = [each.bounding_box() for each in page.locator(selector).all() if each.is_visible()]
    assert boxes
    assert min(min(round(box["height"]), round(box["width"])) for box in boxes) >= least


def test_paragraphs_stand_a_third_more_than_a_line_apart(visit, guide):
    page = elder(visit, guide, PHONE)
    line, gap = page.evaluate(
        """() => { const [one, two] = document.querySelectorAll(".prose > p");
        return [parseFloat(getComputedStyle(one).lineHeight), two.offsetTop - one.offsetTop - one.offsetHeight]; }"""
    )
    assert line >= 1.6 * 24 - 0.5
    assert gap >= 1.3 * line - 1


@SIZES
def test_home_shows_fewer_things(visit, cast, size):
    page = elder(visit, "/", size, cast.resident)
    assert page.locator("nav >> visible=true").locator(".nav-list > li").count() <= 4
    assert page.get_by_role("link", name="我要点单").is_visible()
    assert page.get_by_role("main").get_by_role("link").count() <= 4


def test_an_officer_s_ways_hide_behind_more_and_open_by_keyboard(visit, cast):
    page = elder(visit, "/todo/", DESK, cast.hub)
    links = page.locator(".side-nav a")
    assert [each.is_visible() for each in links.all()].count(True) == 3
    page.locator(".side-nav .nav-more > summary").focus()
    page.keyboard.press("Enter")
    groups = page.locator(".side-nav .nav-group > summary").all()
    assert [group.bounding_box()["height"] >= 60 for group in groups] == [True] * 5
    for group in groups:
        group.focus()
        page.keyboard.press("Enter")
    assert [each.is_visible() for each in links.all()].count(False) == 0


@pytest.mark.parametrize("javascript", [True, False])
def test_one_tap_changes_the_edition_and_stays_on_the_page(visit, cast, javascript):
    page = visit(javascript=javascript)
    page.goto("/menu/?q=x")
    page.get_by_role("banner").get_by_role("button", name="长辈版").click()
    page.wait_for_selector("html[data-edition=elder]")
    assert page.url.endswith("/menu/?q=x")
    page.get_by_role("banner").get_by_role("button", name="标准版").click()
    page.wait_for_selector("html[data-edition=standard]")
    assert not page.get_by_text("字太小看不清").is_visible()


def test_the_device_decides_on_dark_until_a_person_does(visit, cast):
    page = visit()
    page.emulate_media(color_scheme="dark")
    page.goto("/")
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(20, 22, 25)"
    page.goto("/display/")
    page.get_by_role("radio", name="浅色").check()
    page.get_by_role("button", name="就这样显示").click()
    page.wait_for_selector("html[data-theme=light]")
    assert page.evaluate(ground) == "rgb(247, 245, 242)"
    page.emulate_media(color_scheme="dark", media="print")
    assert page.evaluate(ground) == "rgb(255, 255, 255)"


def test_paper_is_white_and_without_controls_even_in_the_dark(visit, guide):
    page = visit(size=DESK)
    page.goto("/styleguide/?edition=standard&theme=dark")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator(".button >> visible=true").count() == 0
    assert page.locator("header.site-header").is_hidden()


SPEECH = """() => { window.said = [];
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text } };
  Object.defineProperty(window, "speechSynthesis", {value: {
    speak(words) { window.said.push([words.lang, words.text]); setTimeout(() => words.onend?.(), 5) },
    cancel() {}, pause() {}, resume() {} }}) }"""


def test_a_page_is_read_aloud_piece_by_piece(visit, cast):
    page = visit()
    page.add_init_script(f"({SPEECH})()")
    page.goto("/words/")
    page.get_by_role("button", name="读给我听").click()
    page.locator("[data-read=stop]").wait_for()
    page.locator("[data-read=stop]").wait_for(state="hidden")
    said = page.evaluate("window.said")
    assert said[0] == ["zh-CN", "名词解释"]
    assert ["zh-CN", "派单"] in said
    page.get_by_role("button", name="读给我听").wait_for()


def test_without_a_speech_engine_there_is_no_button(visit, cast):
    page = visit()
    page.add_init_script("delete window.SpeechSynthesisUtterance")
    page.goto("/words/")
    page.wait_for_load_state("networkidle")
    assert page.locator("[data-read-aloud]").is_hidden()
