"""Files of Excel 97, of WPS and of other programs: read as they are meant, or refused before they do harm."""

import datetime as dt
import io
import struct
from zipfile import ZipFile

import pytest

from shijian.kernel.errors import Invalid
from shijian.kernel.tables import guard, old_books, workbook
from shijian.kernel.tables.workbook import Book
from shijian.people.models import Person
from shijian.volunteers.models import ImportRun
from tests.conftest import actor_of
from tests.volunteers.rolls import HEAD, id_number, imported, person, said, upload
from tests.volunteers.rolls import workbook as xlsx
from tests.volunteers.test_import_files import book, repacked
from tests.volunteers.xls import Far, container, xls

NAMES = b'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def table(data):
    opened = book(data)
    return opened.table(opened.sheets[0])


def with_words(data, part, old, new):
    """The workbook with other words in one part."""
    name = f"xl/{part}.xml"
    return repacked(data, name, ZipFile(io.BytesIO(data)).read(name).decode().replace(old, new))


@pytest.fixture
def hub(cast):
    return actor_of(cast.hub)


@pytest.mark.parametrize("is_1904", [False, True])
def test_a_roll_of_excel_97(county, hub, is_1904):
    serial = 31413 if is_1904 else 32875
    rows = [
        ["花名册", "", "", ""],
        ["姓名", "出生日期", "手机", "所在村"],
        ["志愿一　", float(serial), 13700000001.0, "塔哇村"],
        ["志愿二", "１９９０年１月２日", "１３７００００００02 ", ""],
    ]
    run = imported(
        xls(rows, merges=[(0, 0, 0, 3), (2, 3, 3, 3)], is_1904=is_1904), county.hub, hub, name="册.xls"
    )
    people = Person.objects.filter(name__startswith="志愿").order_by("name")
    assert run.counts == {"created": 2}, said(run)
    assert [(each.name, each.phone) for each in people] == [
        ("志愿一", "13700000001"),
        ("志愿二", "13700000002"),
    ]
    assert {(each.birth_date, each.volunteer.unit_id) for each in people} == {
        (dt.date(1990, 1, 2), county.station.pk)
    }


@pytest.mark.parametrize("place", [(65535, 65535), (65535, 200), (40000, 255)])
def test_a_cell_of_excel_97_far_away_takes_no_memory(place):
    with pytest.raises(Invalid, match="右侧"):
        book(xls([HEAD, ["王甲", Far(place)]]))


EXTENTS = [
    struct.pack("<HHIIHHH", 0x0200, 14, 0, 65536, 0, 65535, 0),
    struct.pack("<HH4xI", 0x00FC, 8, 2**31 - 1),
]


@pytest.mark.parametrize("record", EXTENTS, ids=["rows and columns", "texts"])
def test_numbers_that_a_file_only_claims_take_no_memory(record):
    head = struct.pack("<HHHHHHII", 0x0809, 16, 0x0600, 0x0005, 0, 1997, 0, 0)
    sheet = struct.pack("<HHIBBBB", 0x0085, 9, 0, 0, 0, 1, 0) + b"A"
    with pytest.raises(Invalid):
        book(container(head + sheet + record))


def test_a_file_whose_sectors_lead_in_a_circle_is_refused():
    data = bytearray(xls([HEAD, person(1)]))
    data[512 + 4 * 5 : 512 + 4 * 6] = struct.pack("<I", 3)
    with pytest.raises(Invalid):
        book(bytes(data))


@pytest.mark.parametrize("at", [30, 48, 60, 68, 76, 512, 516, 1024 + 116, 1024 + 128 + 116, 1536 + 4])
@pytest.mark.parametrize("value", [0, 2, 0x7FFFFFFF, 0xFFFFFFFF])
def test_a_damaged_file_of_excel_97_is_read_or_refused(at, value):
    data = bytearray(xls([HEAD, person(1)]))
    data[at : at + 4] = struct.pack("<I", value)
    try:
        opened = book(bytes(data))
        for sheet in opened.sheets:
            opened.table(sheet)
    except Invalid:
        pass


def test_a_sheet_that_begins_nowhere_is_refused():
    data = xls([HEAD, person(1)])
    place = data.index(struct.pack("<HH", 0x0085, 8 + len("花名册") * 2)) + 4
    with pytest.raises(Invalid):
        book(data[:place] + struct.pack("<I", 2**32 - 1) + data[place + 4 :])


def test_a_panic_of_the_reader_is_a_sentence(monkeypatch):
    data = xls([HEAD, person(1)])
    monkeypatch.setattr(old_books, "check", lambda _data: False)
    place = data.index(struct.pack("<HH", 0x0085, 8 + len("花名册") * 2)) + 4
    with pytest.raises(Invalid):
        book(data[:place] + struct.pack("<I", 2**32 - 1) + data[place + 4 :])


def test_a_workbook_with_a_password_is_told_apart():
    with pytest.raises(Invalid, match="密码"):
        book(container(b"\0" * 4096, name="EncryptedPackage"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_csv_of_any_machine(encoding, end, mark):
    lines = [["姓名", "手机"], ["王甲", "13700000001"], ["李乙", "x"]]
    data = end.join(mark.join(line) for line in lines).encode(encoding)
    assert table(data).rows == lines


@pytest.mark.parametrize(
    "data",
    [
        '姓名,手机\n王,"'.encode() + b"x" * 200_000,
        "姓名,手机\n".encode() + "王,1\n".encode() * 2000 + b"a\0b,c\n",
        "姓名,手机\n".encode() + b"," * 5_000_001,
        "姓名,手机\n".encode() + b"\n" * 100_001,
    ],
    ids=["open quotation", "NUL", "columns", "lines"],
)
def test_csv_without_end_or_sense_is_refused(data):
    with pytest.raises(Invalid):
        table(data)


def test_a_sheet_in_the_spelling_of_other_programs():
    """Prefixed names, texts in place, cells that do not say where they stand."""
    cells = "".join(f'<x:c t="inlineStr"><x:is><x:t>{each}</x:t></x:is></x:c>' for each in HEAD)
    xml = b"<x:worksheet " + NAMES + b"><x:sheetData><x:row>" + cells.encode()
    xml += b'</x:row><x:row r="2"><x:c r="A2" t="str"><x:v>A</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    rows = table(repacked(xlsx([person(1)]), "xl/worksheets/sheet1.xml", xml)).rows
    assert (rows[0], rows[1][0]) == (HEAD, "A")


@pytest.mark.parametrize("reference", ['r = "XFD1048576"', "r\n=\n'XFD1048576'"])
def test_a_cell_far_away_is_seen_through_blanks(reference):
    xml = f"<worksheet><sheetData><row><c {reference}><v>1</v></c></row></sheetData></worksheet>"
    with pytest.raises(Invalid):
        book(repacked(xlsx([person(1)]), "xl/worksheets/sheet1.xml", xml))


def test_cells_without_places_are_counted(monkeypatch):
    monkeypatch.setattr(guard, "MOST_CELLS", 300_000)
    xml = b"<worksheet><sheetData><row>" + b"<c/>" * 300_001 + b"</row></sheetData></worksheet>"
    with pytest.raises(Invalid, match="右侧"):
        guard.check_extent(xml)


def test_merged_ranges_end_with_the_rows_and_may_not_pile_up(monkeypatch):
    data = xlsx([person(1)], change=lambda _book, sheet: sheet.merge_cells("D2:D3"))
    data = with_words(data, "worksheets/sheet1", "D2:D3", "D2:XFD1048576")
    assert table(data).merges == [((1, 3), (1, 16383))]
    monkeypatch.setattr(workbook, "MOST_MERGED", 1000)
    with pytest.raises(Invalid):
        table(data)


def test_a_sheet_with_a_name_that_no_program_allows_is_left_out(county, hub):
    def change(made, sheet):
        made.create_sheet("好", 0).append(["说明"])
        sheet.title = "长" * 30

    data = xlsx([person(1)], change=change)
    opened = io.BytesIO(data)
    assert Book(opened).sheets == ["好", "长" * 30]
    long = with_words(data, "workbook", "长" * 30, "长" * 300)
    assert book(long).sheets == ["好"]
    with pytest.raises(Invalid):
        upload(long, county.hub, hub)
    assert not ImportRun.objects.exists()


def test_cells_of_every_kind_are_read_or_told(county, hub):
    odd = [
        None,
        True,
        -1,
        0,
        1.5,
        1e300,
        dt.time(8, 30),
        dt.datetime(2030, 1, 1),
        "=1/0",
        "\u202e甲",
        "🙂" * 500,
        "'",
    ]
    rows = []
    for n, value in enumerate(odd):
        for column in range(len(HEAD)):
            row = person(n * 10 + column)
            row[column] = value
            rows.append(row)
    run = imported(xlsx(rows), county.hub, hub)
    assert sum(run.counts.values()) == run.total == len(rows)
    assert run.state == "done"


def test_the_identity_number_speaks_against_a_wrong_calendar(county, hub):
    rows = [["姓名", "出生日期", "身份证号"], ["志愿一", 31413.0, id_number(day="19900102")]]
    assert imported(xls(rows), county.hub, hub).counts == {"wrong": 1}
    assert imported(xls(rows, is_1904=True), county.hub, hub).counts == {"created": 1}
