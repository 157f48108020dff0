"""Posters: one page whatever is said on it, words as they were typed, a code that leads to the public page."""

import io
import re

import pytest
import segno
from PIL import Image
from pypdf import PdfReader

from shijian.activities.queries import share
from shijian.kernel import paper
from tests.factories.activities import ActivityFactory, PlaceFactory

ACTIVE = '#import $x$ @ref [b] \\ *粗* _斜_ <label> // `code` = ~ "引"'
ADDRESS = "https://xiahe.example.cn/activities/7/"
A4 = (595, 842)
LETTER = """#set page(width: 20mm, height: 20mm)
#set text(font: ("Noto Sans SC", "Noto Serif Tibetan"))
#json(bytes(sys.inputs.data)).sign"""


def _pages(content):
    return PdfReader(io.BytesIO(content)).pages


def _squeezed(text):
    return re.sub(r"\s+", "", text)


def test_what_people_typed_is_never_markup(feast):
    feast.activity.title, feast.activity.summary = ACTIVE, ACTIVE
    page = _pages(share.sheet(feast.activity, address=ADDRESS, network="夏河县"))[0]
    text = _squeezed(page.extract_text())
    assert text.count(_squeezed(ACTIVE)) == 2
    for word in ("文化广场", "2026年6月19日", "夏河县"):
        assert word in text


def test_it_stays_one_a4_page_however_much_is_said(feast):
    feast.activity.title, feast.activity.summary = "字" * 60, "句" * 120
    for number in range(4):
        PlaceFactory(activity=feast.activity, name=f"{number}" + "某" * 99)
    pages = _pages(share.sheet(feast.activity, address=ADDRESS, network="县" * 30))
    assert [tuple(round(side) for side in page.mediabox[2:]) for page in pages] == [A4]


def test_equal_posters_are_equal_files_and_pictures_fit_a_phone(feast):
    made = {share.sheet(feast.activity, address=ADDRESS, network="夏河县") for _n in range(2)}
    assert len(made) == 1
    picture = Image.open(io.BytesIO(share.picture(feast.activity, address=ADDRESS, network="夏河县")))
    assert picture.size == (1080, 1920)


def test_the_code_on_the_picture_is_that_of_the_public_page(feast):
    """Read module by module out of the picture, and compared with the code as segno makes it."""
    content = share.picture(feast.activity, address=ADDRESS, network="夏河县")
    picture = Image.open(io.BytesIO(content)).convert("L")
    wanted = [[bool(cell) for cell in row] for row in segno.make(ADDRESS, error="m", micro=False).matrix]
    code = _code_in(picture, len(wanted))
    assert code == wanted


def _code_in(picture, size):
    """Find the black square of the code in the lower right and sample the middle of each module."""
    left, top = picture.width // 2, picture.height * 3 // 4
    part = picture.crop((left, top, picture.width, picture.height)).point(
        lambda grey: 255 if grey < 60 else 0
    )
    x0, y0, x1, y1 = part.getbbox()
    wide, high = (x1 - x0) / size, (y1 - y0) / size
    return [
        [part.getpixel((int(x0 + (x + 0.5) * wide), int(y0 + (y + 0.5) * high))) == 255 for x in range(size)]
        for y in range(size)
    ]


def test_a_template_that_wants_a_package_fails_at_once(tmp_path, time_machine):
    template = tmp_path / "t.typ"
    template.write_text('#import "@preview/cades:0.3.0": qr-code')
    with pytest.raises(RuntimeError):
        paper.png(template, {}, wide_mm=100, wide_px=100)


def test_posters_of_published_activities_are_public_those_of_drafts_are_not(
    feast, cast, county, client, login
):
    draft = ActivityFactory(unit=county.station)
    for kind, mime in (("pdf", "application/pdf"), ("png", "image/png")):
        answer = client.get(f"/activities/{feast.activity.pk}/poster.{kind}")
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, mime)
        assert client.get(f"/activities/{draft.pk}/poster.{kind}").status_code == 404
        assert login(cast.stranger).get(f"/activities/{draft.pk}/poster.{kind}").status_code == 404
        assert login(cast.station).get(f"/activities/{draft.pk}/poster.{kind}").status_code == 200


def test_the_share_card_says_what_and_when(feast):
    card = share.card(feast.activity)
    assert card["title"] == "端午包粽子"
    assert card["description"] == "一起包粽子，送给独居老人。 · 2026年6月19日 周五 09:00–11:00 · 文化广场"


def test_tibetan_letters_stand_on_the_poster_in_a_font_that_has_them(feast):
    feast.activity.title = "བཀྲ་ཤིས་བདེ་ལེགས།"
    page = _pages(share.sheet(feast.activity, address=ADDRESS, network="夏河县"))[0]
    text = re.sub(r"[\x00-\x20]", "", page.extract_text())  # a vowel above is drawn by a sign of its own
    assert feast.activity.title in text
    fonts = {font["/BaseFont"].partition("+")[2] for font in page["/Resources"]["/Font"].values()}
    assert fonts == {"NotoSansSC-Regular-Identity-H", "NotoSerifTibetan-Regular"}


def test_tibetan_letters_are_no_boxes(tmp_path):
    template = tmp_path / "letter.typ"
    template.write_text(LETTER, "utf-8")
    signs = "ཀངཚཨ\u0f48\u0f6d"  # the last two are no letters: their pictures are the box
    pictures = [paper.png(template, {"sign": sign}, wide_mm=20, wide_px=60) for sign in signs]
    assert [pictures.index(picture) for picture in pictures] == [0, 1, 2, 3, 4, 4]
