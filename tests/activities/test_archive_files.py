"""The files of a full archive as offices open them: LibreOffice shows the Word file, and both files say the same."""

import datetime as dt
import io
import os
import re
import shutil
import subprocess
import unicodedata

import docx
import pytest
from PIL import Image
from pypdf import PdfReader

from shijian.activities.enums import ActivityState
from shijian.activities.queries import archive, archive_sheet
from shijian.kernel import paper_sheet, photos, word
from shijian.kernel.sheets import Heading, Table, Words
from tests.factories.activities import (
    ActivityFactory,
    ActivityPhotoFactory,
    CostFactory,
    CoverageFactory,
    OpeningFactory,
    PlaceFactory,
    SessionFactory,
    SlipFactory,
)

TITLE = "“我们的节日·端午”包粽子、送温暖、话家风系列活动暨拉卜楞镇邻里节（第十二届）"
TIBETAN = "བཀྲ་ཤིས་བདེ་ལེགས།"
MEETINGS, SHOTS = 14, 15


@pytest.fixture
def full(cast, county):
    """A long activity with all that an archive may hold: many meetings, photos lying and standing, wide tables."""
    activity = ActivityFactory(
        published=True, state=ActivityState.DONE, unit=county.station, host=county.hub, team=cast.team,
        organiser=cast.station, title=TITLE, number="H0000000042",
        summary=f"一起包粽子，送给独居老人。{TIBETAN}", description="第一段：" + "大家围坐一起，" * 60 + "\n第二段。",
        results="送出粽子 120 个。\n" + "老人们很高兴，" * 40, risk_note="场地湿滑，小心烫伤。",
    )  # fmt: skip
    _meetings(activity)
    for name in ("塔哇村文化广场", "塔哇村新时代文明实践站二楼会议室（电梯旁）", "洒哈尔村敬老院"):
        PlaceFactory(activity=activity, name=name)
    for number in range(9):
        CostFactory(
            activity=activity,
            what=f"糯米、粽叶、红枣等食材第{number}批",
            fen=123456 + number,
            source="站经费",
        )
        CoverageFactory(activity=activity, title=f"粽叶飘香，情暖夏河——第{number}篇长标题的报道及其副标题")
    for number in range(SHOTS):
        size = (900, 1600) if number % 3 == 0 else (1280, 960)
        kept = photos.keep(Image.new("RGB", size, (200, 16 * number, 90)))
        facts = {"file_key": kept.file_key, "width": kept.width, "height": kept.height}
        ActivityPhotoFactory(activity=activity, caption=f"第{number}张：才让卓玛与邻居们在包粽子", **facts)
    return archive_sheet.sheet_of(archive.of(activity))


def _meetings(activity):
    OpeningFactory(activity=activity)
    start = dt.datetime(2026, 6, 1, 1, tzinfo=dt.UTC)
    for number in range(MEETINGS):
        session = SessionFactory(
            activity=activity, starts_at=start + dt.timedelta(days=number), walk_ins=number
        )
        SlipFactory(session=session, satisfaction=5, again=True, count=3)


@pytest.fixture(scope="session")
def soffice():
    """LibreOffice without a window; where it is missing the test is skipped with a hint, in CI it fails."""
    found = shutil.which("soffice")
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI needs LibreOffice Writer")
        pytest.skip("install libreoffice-writer-nogui to see the Word files as offices do")
    return found


def as_pdf(soffice, folder, data):
    """What LibreOffice makes of a .docx, as pages."""
    (folder / "archive.docx").write_bytes(data)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), "archive.docx"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=180)
    return PdfReader(folder / "archive.pdf").pages


def squeezed(pages):
    """The words of all pages without white space and page numbers; radicals that a font writes become their signs."""
    text = "".join(re.sub(r"—\s*\d+\s*—\s*$", "", page.extract_text()) for page in pages)
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def said(sheet):
    """Everything that has to be read, block by block, as `squeezed` has it."""
    texts = [sheet.title, sheet.subtitle]
    for block in sheet.blocks:
        if isinstance(block, Heading | Words):
            texts += block.text.split("\n")
        elif isinstance(block, Table):
            texts += ["".join(row) for row in (block.head, *block.rows)]
        else:
            texts += [photo.caption for photo in block.photos]
    return [re.sub(r"\s", "", unicodedata.normalize("NFKC", text)) for text in texts]


def plain(text):
    """Han signs, Latin letters and digits: marks come from another font, in whose order a reader tells them."""
    return re.sub(r"[^0-9A-Za-z\u4e00-\u9fff]", "", text)


def pictures(pages):
    """How many different pictures the pages show."""
    return len({image.data for page in pages for image in page.images})


def test_libreoffice_shows_the_word_file_of_a_full_archive(full, soffice, tmp_path):
    pages = as_pdf(soffice, tmp_path, word.word(full))
    text = plain(squeezed(pages))
    assert [each for each in said(full) if plain(each) not in text] == []
    assert pictures(pages) == 12
    assert len(pages) in range(6, 9)  # it depends on the fonts of the machine


def test_our_own_pdf_says_the_same_row_by_row(full):
    data = paper_sheet.sheet_pdf(full, made_at=dt.datetime(2026, 7, 1, tzinfo=dt.UTC))
    pages = PdfReader(io.BytesIO(data)).pages
    text = re.sub(r"[\x00-\x1f]", "", squeezed(pages))
    assert [each for each in said(full) if each not in text] == []
    assert (pictures(pages), len(pages)) == (12, 7)
    assert len(data) < 600_000


def test_the_word_file_has_headings_to_go_by_and_says_what_is_left_out(full):
    document = docx.Document(io.BytesIO(word.word(full)))
    headings = [each.text for each in document.paragraphs if each.style.name == "Heading 1"]
    assert headings == [block.text for block in full.blocks if isinstance(block, Heading)]
    assert document.paragraphs[-1].text == "另有 3 张照片存在系统的活动档案里。"
    assert {TIBETAN} <= {word for each in document.paragraphs for word in each.text.split("。")}
    standing = [shape for shape in document.inline_shapes if shape.height > shape.width]
    assert len(standing) == 4
    assert max(shape.height.mm for shape in standing) == 88
