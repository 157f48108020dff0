"""The parts of the bench of imports, each a process: prepare, floor, import."""

import json
import resource
import sys
import time
from pathlib import Path

import django

SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴马才卓丹索", "明华秀兰才让吉草加措卓玛平安国庆建军丽芳"
SKILLS = ("理发", "政策解读", "医疗义诊", "家电维修、水暖维修", "藏汉翻译", "")
HEAD = [
    "姓名",
    "身份证号",
    "手机号码",
    "所在村",
    "民族",
    "住址",
    "工作单位",
    "政治面貌",
    "文化程度",
    "特长",
    "语言",
    "服务时间",
]


def roll(rows):
    """Rows of people who differ in everything that tells people apart."""
    from shijian.people.identity import check_digit

    for n in range(rows):
        stem = f"{620000 + n // 365:06d}{1960 + n % 40}{n % 365 // 31 + 1:02d}{n % 28 + 1:02d}{n % 1000:03d}"
        name = SURNAMES[n % 15] + GIVEN[n // 15 % len(GIVEN)] + GIVEN[n // 300 % len(GIVEN)]
        yield [
            name,
            stem + check_digit(stem),
            f"13{700000000 + n}",
            f"村{n % 80}",
            "藏族",
            f"某镇某村{n}号",
            "县医院" if n % 7 else "",
            "群众",
            "初中",
            SKILLS[n % 6],
            "普通话、藏语",
            "周末全天" if n % 3 else "",
        ]


def prepare(path, rows):
    """Make the workbook, the database, a small county and its officer."""
    from django.core.management import call_command

    from shijian.people.enums import Role
    from shijian.units.enums import UnitKind
    from shijian.volunteers.imports import export
    from tests.factories.people import AccountFactory, AppointmentFactory
    from tests.factories.units import UnitFactory

    call_command("migrate", verbosity=0)
    centre = UnitFactory(kind=UnitKind.CENTRE, name="中心", place_name="某县")
    for n in range(80):
        UnitFactory(parent=centre, name=f"村{n}新时代文明实践站", place_name=f"村{n}")
    officer = AccountFactory(person__unit=centre, login_name="officer").person
    AppointmentFactory(person=officer, unit=centre, role=Role.CENTRE)
    with Path(path).open("wb") as file:
        export.write(file, HEAD, roll(rows))
    return {}


def floor(path, rows):
    """Read with calamine and insert persons and volunteers in bulk, with nothing checked, encrypted or indexed."""
    from django.db import connection, transaction
    from python_calamine import CalamineWorkbook

    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE floor_person (id integer primary key, name text, document text, phone text, unit text)"
        )
        cursor.execute(
            "CREATE TABLE floor_volunteer (id integer primary key, person integer, employer text, skills text)"
        )
    start = time.perf_counter()
    body = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[1:]
    for at in range(0, len(body), 500):
        batch = list(enumerate(body[at : at + 500], start=at))
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO floor_person VALUES (%s, %s, %s, %s, %s)", [(n, *row[:4]) for n, row in batch]
            )
            cursor.executemany(
                "INSERT INTO floor_volunteer VALUES (%s, %s, %s, %s)",
                [(n, n, row[6], row[9]) for n, row in batch],
            )
    return {"seconds": time.perf_counter() - start}


def work(path, rows):
    """Upload, check and import as an officer would."""
    from django.core.files.base import File

    from shijian.people.models import Account
    from shijian.people.queries.actors import actor_for
    from shijian.units.models import Unit
    from shijian.volunteers.operations import import_jobs, import_runs

    actor = actor_for(Account.objects.get(login_name="officer").person)
    start = time.perf_counter()
    with Path(path).open("rb") as file:
        run = import_runs.upload_roll(
            File(file), name="roll.xlsx", unit=Unit.objects.get(parent=None), actor=actor
        )
    import_runs.choose_columns(run, mapping=run.mapping, actor=actor)
    import_jobs.check(run.pk)
    checked = time.perf_counter()
    import_runs.start_import(run, choices={"name": "separate"}, actor=actor)
    import_jobs.work(run.pk)
    done = time.perf_counter()
    run.refresh_from_db()
    return {
        "check": checked - start,
        "import": done - checked,
        "created": run.counts.get("created", 0),
        "counts": run.counts,
    }


if __name__ == "__main__":
    django.setup()
    result = {"prepare": prepare, "floor": floor, "import": work}[sys.argv[1]](sys.argv[2], int(sys.argv[3]))
    result["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(result))
