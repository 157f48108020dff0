"""What is no roll, or dangerous to open, is refused with a sentence; the heading is found wherever it stands."""

import io
import zipfile

import pytest

from shijian.kernel.errors import Invalid
from shijian.kernel.tables.workbook import Book
from shijian.volunteers.imports import columns
from tests.volunteers.rolls import HEAD, person, workbook


def book(data):
    return Book(io.BytesIO(data))


def repacked(data, name, content):
    """The workbook with one part replaced."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
    return target.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7 \n",
        b"<html>",
        b"\x89PNG\0\0",
        b"PK\x03\x04 no zip",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        b"\xff\xfe\x80,\x81\n" * 9,
    ],
)
def test_what_is_no_table_is_refused(data):
    with pytest.raises(Invalid):
        book(data).table(book(data).sheets[0])


def test_any_other_zip_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(Invalid):
        book(file.getvalue())


def test_huge_file_is_refused():
    with pytest.raises(Invalid, match="20 MB"):
        book(b"a,b\n" * (6 * 1024 * 1024))


def test_zip_bomb_is_refused_before_it_is_unpacked():
    bomb = repacked(workbook([person(1)]), "xl/worksheets/sheet1.xml", b"0" * (64 * 1024 * 1024))
    assert len(bomb) < 200_000
    with pytest.raises(Invalid):
        book(bomb)


def test_zip_bomb_that_lies_about_its_size_is_refused():
    bomb = bytearray(repacked(workbook([person(1)]), "xl/worksheets/sheet1.xml", b"0" * (64 * 1024 * 1024)))
    size = (64 * 1024 * 1024).to_bytes(4, "little")
    place = bomb.rindex(size)
    bomb[place : place + 4] = (1000).to_bytes(4, "little")
    with pytest.raises(Invalid):
        book(bytes(bomb))


@pytest.mark.parametrize("cell", ["A1048576", "XFD2", "ZZ90000"])
def test_sheet_with_a_cell_far_away_is_refused(cell):
    data = workbook([person(1)], change=lambda book, sheet: sheet.__setitem__(cell, "x"))
    with pytest.raises(Invalid):
        book(data)


def test_heading_below_a_title_and_merged_over_two_rows():
    def change(_book, sheet):
        sheet.insert_rows(1, 2)
        sheet["A1"] = "夏河县志愿者花名册"
        sheet.merge_cells("A1:D1")
        sheet["A2"], sheet["B2"], sheet["D2"] = "姓名", "联系", "身份证号"
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("B2:C2")
        sheet.merge_cells("D2:D3")

    data = workbook(
        [["王甲", "13700000001", "塔哇村", "x"]], head=[None, "手机", "住址", None], change=change
    )
    heading = columns.find(book(data))
    assert (heading.row, heading.titles) == (2, ["姓名", "手机", "住址", "身份证号"])
    assert columns.mapping(heading.titles, {}) == {
        "0": "name",
        "1": "phone",
        "2": "address",
        "3": "document_number",
    }


def test_the_sheet_that_looks_like_a_roll_is_chosen_and_hidden_columns_are_told():
    def change(book, sheet):
        sheet.column_dimensions["C"].hidden = True
        book.create_sheet("说明", 0).append(["请如实填写"])
        book.create_sheet("隐藏").append(HEAD)
        book["隐藏"].sheet_state = "hidden"

    opened = book(workbook([person(1)], change=change))
    heading = columns.find(opened)
    assert (opened.sheets, heading.sheet, heading.hidden) == (["说明", "Sheet"], "Sheet", [2])


def test_roll_without_headings_is_refused():
    with pytest.raises(Invalid, match="30"):
        columns.find(book(workbook([["一", "二"]], head=["甲", "乙"])))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_csv_in_both_encodings(encoding):
    data = "姓名,手机\n王甲,13700000001\n".encode(encoding)
    assert book(data).table("CSV").rows == [["姓名", "手机"], ["王甲", "13700000001"]]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("姓 名*", "name"),
        ("联系电话（必填）", "phone"),
        ("证件号码：", "document_number"),
        ("所在村（社区）", "unit"),
        ("工作单位", "employer"),
        ("监护人联系电话", "guardian_phone"),
        ("序号", ""),
    ],
)
def test_headings_are_understood(heading, field):
    assert columns.fields.guess(heading) == field
