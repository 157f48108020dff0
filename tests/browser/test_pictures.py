"""The style guide looks as it did: each part in each theme against its stored picture (`make pictures` renews them)."""

import os

import pytest

from tests.browser.comparing import FOLDER, SCALE, differs
from tests.once import ON_SQLITE

pytestmark = ON_SQLITE

RENEW = os.environ.get("RENEW_PICTURES") == "true"
THEMES = {
    "light": "edition=standard&theme=light",
    "dark": "edition=standard&theme=dark",
    "elder": "edition=elder&theme=light",
    "elder-dark": "edition=elder&theme=dark",
}
WIDTHS = {"phone": 360, "desk": 1280}
ALL = [*((theme, "phone") for theme in THEMES), ("light", "desk"), ("elder", "desk")]


ALONE = """name => { for (const each of document.querySelectorAll("section.guide"))
  each.style.display = each.id === name ? "" : "none"; }"""


def alone(page, name):
    """The picture of one part with no other on the page, so that it always stands at the same place of the grid."""
    page.evaluate(ALONE, name)
    return page.locator(f"#{name}").screenshot()


@pytest.fixture
def photograph(chromium, live_server, settings, county):
    """`photograph(theme, width)` gives the page and the picture of each part by its name."""
    settings.DEMO = True
    contexts = []

    def take(theme, width):
        size = {"width": WIDTHS[width], "height": 900}
        context = chromium.new_context(
            base_url=live_server.url, viewport=size, locale="zh-CN", device_scale_factor=SCALE,
            reduced_motion="reduce",
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.goto(f"/styleguide/?{THEMES[theme]}&size=0&language=zh-hans")
        page.wait_for_load_state("networkidle")
        names = page.locator("section.guide").evaluate_all("all => all.map(each => each.id)")
        return page, {name: alone(page, name) for name in names}

    yield take
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("theme", "width"), ALL)
def test_the_style_guide_looks_as_it_did(photograph, theme, width):
    page, taken = photograph(theme, width)
    files = {part: FOLDER / f"{part}-{theme}-{width}.png" for part in taken}
    if RENEW:
        FOLDER.mkdir(exist_ok=True)
        for part, file in files.items():
            file.write_bytes(taken[part])
    wrong = {part: differs(page, files[part].read_bytes(), taken[part]) for part in taken}
    assert {part: why for part, why in wrong.items() if why} == {}


def test_every_stored_picture_is_still_taken_and_all_are_small(photograph):
    _page, taken = photograph("light", "phone")
    expected = {f"{part}-{theme}-{width}.png" for part in taken for theme, width in ALL}
    assert {file.name for file in FOLDER.iterdir()} == expected
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < 2_000_000


@pytest.mark.parametrize(
    ("change", "noticed"),
    [
        ("each => { }", False),
        ("each => { each.querySelector('.button-large').classList.remove('button-primary') }", True),
        ("each => { each.querySelector('.button-large').remove() }", True),
        ("each => { each.querySelectorAll('.button').forEach(one => { one.hidden = true }) }", True),
        ("each => { each.querySelector('.menu summary').lastChild.data = '其他操作' }", False),
    ],
)
def test_the_eye_sees_what_a_person_would_see(photograph, change, noticed):
    page, taken = photograph("light", "phone")
    page.locator("#buttons").evaluate(change)
    assert bool(differs(page, taken["buttons"], alone(page, "buttons"))) is noticed
