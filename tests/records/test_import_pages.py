"""The pages of older hours: bring a table, see what is wrong, hand it in with a photo, approve, take the rows along."""

import io

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from shijian.kernel.forms import new_key
from shijian.records.models import RecordImport, ServiceRecord
from shijian.records.operations import import_recording
from tests.factories.records import ImportedRowFactory, RecordImportFactory
from tests.factories.volunteers import VolunteerFactory
from tests.records.test_imports import HEAD, OTHER, day, row
from tests.records.test_top_up_pages import upload as photo
from tests.volunteers.rolls import workbook

LISTED, SHOWN = 7, 12
LIST = reverse("records:import-list")


def facts(unit, data):
    return {
        "unit": unit.pk, "system": "志愿汇", "recipient": "public", "file": ContentFile(data, "时长.xlsx"),
        "idempotency_key": new_key(),
    }  # fmt: skip


def test_from_the_table_to_the_records(cast, county, login):
    station, hub, volunteer = login(cast.station), login(cast.hub), cast.volunteer.volunteer
    assert list(station.post(LIST, facts(county.station, b"%PDF-1.7")).context["form"].errors) == ["__all__"]
    assert station.post(LIST, facts(county.hub, b"a,b")).context["form"].errors
    sent = station.post(
        LIST, facts(county.station, workbook([row(volunteer), row(("X1", "", ""))], head=HEAD))
    )
    run = RecordImport.objects.get()
    page = reverse("records:import", args=[run.pk])
    assert sent.headers["Location"] == page
    shown = station.get(page).content.decode()
    assert [words in shown for words in ("A3", "没有登记这样的志愿者", volunteer.number)] == [True] * 3
    act = {
        deed: reverse("records:import-act", args=[run.pk, deed])
        for deed in ("hand-in", "approve", "refuse", "x")
    }
    assert station.post(act["x"]).status_code == 404
    assert station.post(act["hand-in"], {"reason": "换系统"}).status_code == 200
    assert station.post(act["hand-in"], {"reason": "换系统", "photo": photo(1)}).status_code == 302
    picture = hub.get(reverse("records:import-photo", args=[run.pk]))
    assert b"".join(picture.streaming_content)[8:12] == b"WEBP"
    for address in (page, reverse("records:import-photo", args=[run.pk])):
        assert login(cast.stranger).get(address).status_code == 404
    assert hub.post(act["refuse"], {"answer": ""}).status_code == 200
    assert hub.post(act["approve"], {"answer": "一致"}).status_code == 302
    import_recording.work(run.pk)
    record = ServiceRecord.objects.get()
    assert "志愿汇" in login(cast.volunteer).get(reverse("records:detail", args=[record.pk])).content.decode()
    rows = b"".join(hub.post(reverse("records:import-result", args=[run.pk])).streaming_content)
    sheet = openpyxl.load_workbook(io.BytesIO(rows)).active
    assert [[cell.value for cell in line][:2] for line in sheet.iter_rows(min_row=2)] == [
        ["2", "已入账"],
        ["3", "有错，不入账"],
    ]
    empty = b"".join(station.get(reverse("records:import-form")).streaming_content)
    assert [cell.value for cell in openpyxl.load_workbook(io.BytesIO(empty)).active[1]][:2] == [
        "志愿者编号",
        "姓名",
    ]


def test_who_brought_a_table_says_on_the_page_what_its_columns_hold(cast, county, login):
    station, volunteer = login(cast.station), cast.volunteer.volunteer
    data = workbook([OTHER, [volunteer.number, day(), "2", "清扫村道"]], head=["台账", "", "", ""])
    page = station.post(LIST, facts(county.station, data)).headers["Location"]
    run = RecordImport.objects.get()
    to = {name: reverse(f"records:import-{name}", args=[run.pk]) for name in ("sheet", "columns")}
    assert [words in station.get(page).content.decode() for words in ("哪天干的", "清扫村道")] == [True, True]
    assert "清扫村道" not in login(cast.hub).get(page).content.decode()
    assert login(cast.stranger).post(to["columns"]).status_code == 404
    assert "没有表头" in station.post(to["sheet"], {"sheet": "Sheet", "row": 9}).content.decode()
    assert station.post(to["sheet"], {"sheet": "Sheet", "row": ""}).headers["Location"] == page
    assert "请说明哪一列是" in station.post(to["columns"], {"c0": "number"}).content.decode()
    right = {"c0": "number", "c1": "day", "c2": "hours", "c3": "content"}
    assert login(cast.hub).post(to["columns"], right).headers["Location"] == page
    assert station.post(to["columns"], right).headers["Location"] == page
    assert [each.state for each in run.rows.all()] == ["fine"]
    assert station.post(to["sheet"], {"sheet": "Sheet"}).headers["Location"] == page


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same_whatever_there_is(cast, county, login, django_assert_num_queries, count):
    runs = [RecordImportFactory(unit=county.station, asked_by=cast.station) for _ in range(count)]
    RecordImportFactory(unit=county.station_other, system="别处的名册")
    for _ in range(count):
        ImportedRowFactory(run=runs[0], volunteer=VolunteerFactory(person__unit=county.station))
    hub = login(cast.hub)
    hub.get(LIST)
    with django_assert_num_queries(LISTED):
        page = hub.get(LIST)
    assert len(page.context["page"].items) == count
    assert "别处的名册" not in page.content.decode()
    with django_assert_num_queries(SHOWN):
        assert len(hub.get(reverse("records:import", args=[runs[0].pk])).context["lines"]) == count
