"""The pages of an import, from the upload to the result, and who may not see them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django_q.models import OrmQ

from shijian.volunteers.imports.enums import RunState
from shijian.volunteers.models import ImportRun, Volunteer
from shijian.volunteers.operations import import_jobs
from tests.conftest import actor_of
from tests.factories.units import UnitCodeFactory
from tests.factories.volunteers import ImportRowFactory, ImportRunFactory
from tests.volunteers.rolls import checked, imported, person, workbook
from tests.volunteers.test_import_files import repacked
from tests.volunteers.xls import Far, xls

LIST = "/volunteers/import/"


def send(client, unit, data, name="名册.xlsx", key="key-12345678"):
    file = SimpleUploadedFile(name, data)
    return client.post(LIST, {"unit": unit.pk, "file": file, "idempotency_key": key})


def test_the_whole_way(county, cast, login):
    client = login(cast.hub)
    rows = [person(1), person(2), person(1), ["", "", "13700000009", "", ""]]
    response = send(client, county.hub, workbook(rows))
    run = ImportRun.objects.get()
    url = f"{LIST}{run.pk}/"
    assert response.url == url
    page = client.get(url).content.decode()
    assert "检查所有行" in page
    assert "13700000001" in page
    form = {f"c{number}": code for number, code in run.mapping.items()}
    assert client.post(f"{url}columns/", form).url == url
    assert "refresh" in client.get(url).content.decode()
    import_jobs.check(run.pk)
    page = client.get(url).content.decode()
    assert "A5" in page
    assert "证件号码相同" in page
    assert client.post(f"{url}start/", {"document": "skip", "evidence": "柜子"}).url == url
    assert OrmQ.objects.count() == 2
    import_jobs.work(run.pk)
    page = client.get(url).content.decode()
    assert "新登记" in page
    answer = client.post(f"{url}result/")
    assert (answer.status_code, answer.headers["Content-Type"].split(".")[-1]) == (200, "sheet")
    run.refresh_from_db()
    assert run.counts == {"created": 2, "skipped": 1, "wrong": 1}
    assert client.get(f"{url}?outcome=skipped").status_code == 200
    assert client.post(f"{url}start/", {"document": "skip"}).status_code == 200
    assert Volunteer.objects.filter(person__name__startswith="志愿").count() == 2


def test_a_second_press_uploads_nothing_new(county, cast, login):
    client, data = login(cast.hub), workbook([person(1)])
    assert send(client, county.hub, data).url == send(client, county.hub, data).url
    assert ImportRun.objects.count() == 1


@pytest.mark.parametrize("data", [b"", b"%PDF-1", workbook([["a"]], head=["甲"])])
def test_a_wrong_file_is_answered_with_a_sentence(county, cast, login, data):
    response = send(login(cast.hub), county.hub, data)
    assert response.status_code == 200
    assert "field-wrong" in response.content.decode() or 'role="alert"' in response.content.decode()
    assert ImportRun.objects.count() == 0


def bomb():
    return repacked(workbook([person(1)]), "xl/worksheets/sheet1.xml", b"0" * (64 * 1024 * 1024))


REFUSED = {
    "huge": (lambda: b"a,b\n" * (6 * 1024 * 1024), "文件超过 20 MB。"),
    "bomb": (bomb, "文件解压后远大于正常名册。"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n\0\0", "这不是表格文件。"),
    "old and far": (lambda: xls([["姓名"], [Far((65535, 65535))]]), "工作表右侧很远处还有内容。"),
    "damaged": (lambda: workbook([person(1)])[:-400], "文件已损坏或有密码保护。"),
    "no headings": (lambda: "一,二\n三,四\n".encode("gbk"), "没有找到"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_dangerous_file_is_answered_in_chinese(county, cast, login, kind):
    make, sentence = REFUSED[kind]
    response = send(login(cast.hub), county.hub, make())
    assert (response.status_code, ImportRun.objects.count()) == (200, 0)
    assert sentence in response.content.decode()


def test_strangers_find_nothing(county, cast, login):
    run = checked(workbook([person(1)]), county.hub, actor_of(cast.hub))
    url = f"{LIST}{run.pk}/"
    for who, status in (
        (cast.stranger, 404),
        (cast.volunteer, 404),
        (cast.auditor, 404),
        (cast.overseer, 404),
    ):
        client = login(who)
        assert client.get(url).status_code == status
        assert client.post(f"{url}start/", {}).status_code == status
        assert client.post(f"{url}result/").status_code == status
        assert client.post(f"{url}cancel/").status_code == status
    assert "名册.xlsx" not in login(cast.stranger).get(LIST).content.decode()
    assert send(login(cast.stranger), county.hub, workbook([person(2)])).status_code == 200
    assert ImportRun.objects.count() == 1


def test_a_duplicate_in_reach_is_named_and_one_elsewhere_is_not(county, cast, login):
    imported(workbook([person(1)]), county.hub2, actor_of(cast.stranger))
    imported(workbook([person(2)]), county.hub, actor_of(cast.hub))
    rows = [
        ["志愿某甲", person(1)[1], "13788888881", "", ""],
        ["志愿某乙", person(2)[1], "13788888882", "", ""],
    ]
    run = checked(workbook(rows), county.hub, actor_of(cast.hub))
    page = login(cast.hub).get(f"{LIST}{run.pk}/").content.decode()
    assert person(1)[0] not in page
    assert "已在其他单位登记" in page
    assert person(2)[0] in page


def test_cancelling_and_going_on(county, cast, login):
    client = login(cast.hub)
    run = checked(workbook([person(1)]), county.hub, actor_of(cast.hub))
    ImportRun.objects.update(state=RunState.RUNNING)
    assert client.post(f"{LIST}{run.pk}/resume/").status_code == 302
    assert client.post(f"{LIST}{run.pk}/cancel/").status_code == 302
    assert client.post(f"{LIST}{run.pk}/resume/").status_code == 409


def test_export_and_empty_form(county, cast, login):
    client = login(cast.hub)
    assert client.get(f"{LIST}export/").status_code == 200
    assert client.post(f"{LIST}export/", {"unit": county.hub.pk, "purpose": ""}).status_code == 200
    for answer in (
        client.post(f"{LIST}export/", {"unit": county.hub.pk, "purpose": "supervision"}),
        client.get(f"{LIST}form/"),
    ):
        assert b"".join(answer.streaming_content).startswith(b"PK")
    assert login(cast.volunteer).get(f"{LIST}export/").status_code == 404
    foreign = client.post(f"{LIST}export/", {"unit": county.hub2.pk, "purpose": "supervision"})
    assert foreign.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_lists(county, cast, login, count, django_assert_num_queries):
    client = login(cast.hub)
    runs = [ImportRunFactory(unit=county.hub, created_by=cast.hub, state=RunState.DONE) for _ in range(count)]
    known = Volunteer.objects.get(person=cast.volunteer)
    for _ in range(count):
        ImportRowFactory(run=runs[0], person=known.person, volunteer=known)
    client.get(LIST)
    with django_assert_num_queries(LIST_QUERIES):
        client.get(LIST)
    with django_assert_num_queries(RUN_QUERIES):
        client.get(f"{LIST}{runs[0].pk}/")


LIST_QUERIES, RUN_QUERIES = 7, 7


def test_command(county, cast, tmp_path, capsys):
    UnitCodeFactory(unit=county.hub, code="623027100000")
    path = tmp_path / "roll.xlsx"
    path.write_bytes(workbook([person(1), ["王甲", "1", "13700000005", "", ""]]))
    account = cast.hub.account
    options = {"unit": "623027100000", "login": account.login_name}
    call_command("import", "volunteers", str(path), dry_run=True, **options)
    assert "B3" in capsys.readouterr().out
    assert not Volunteer.objects.filter(person__name=person(1)[0]).exists()
    call_command("import", "volunteers", str(path), **options)
    assert "created 1, wrong 1" in capsys.readouterr().out
    call_command("import", "volunteers", str(path), duplicates="skip", **options)
    assert "skipped 1, wrong 1" in capsys.readouterr().out
    for wrong in ({"unit": "0"}, {"login": "nobody"}):
        with pytest.raises(CommandError):
            call_command("import", "volunteers", str(path), **(options | wrong))
