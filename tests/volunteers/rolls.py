"""Makes rolls as offices send them, and drives them through an import."""

import io

from django.core.files.base import ContentFile
from openpyxl import Workbook

from shijian.people.identity import check_digit
from shijian.volunteers.operations import import_jobs, import_runs

HEAD = ["姓名", "身份证号", "手机号码", "所在村", "特长"]


def id_number(day="19800517", order=123, area="623027"):
    """A valid identity number; an odd `order` is a man's."""
    stem = f"{area}{day}{order:03d}"
    return stem + check_digit(stem)


def person(n, name="", village=""):
    """The n-th row of a roll: name, identity number, phone, village, skill."""
    return [
        name or f"志愿{'甲乙丙丁戊己庚辛壬癸'[n % 10]}{n}",
        id_number(order=n % 1000, area=f"6230{27 + n // 1000}"),
        f"137{n:08d}",
        village,
        "理发",
    ]


def workbook(rows, head=None, change=None):
    """The bytes of a workbook."""
    book = Workbook()
    sheet = book.active
    for row in [HEAD if head is None else head, *rows]:
        sheet.append(row)
    if change:
        change(book, sheet)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def upload(data, unit, actor, name="名册.xlsx", **kwargs):
    return import_runs.upload_roll(ContentFile(data, name), name=name, unit=unit, actor=actor, **kwargs)


def checked(data, unit, actor, **kwargs):
    """A run after its dry run."""
    run = upload(data, unit, actor, **kwargs)
    import_runs.choose_columns(run, mapping=run.mapping, actor=actor)
    import_jobs.check(run.pk)
    run.refresh_from_db()
    return run


def imported(data, unit, actor, choices=None, evidence="", **kwargs):
    """A run that is over."""
    run = checked(data, unit, actor, **kwargs)
    import_runs.start_import(run, choices=choices or {}, evidence=evidence, actor=actor)
    import_jobs.work(run.pk)
    run.refresh_from_db()
    return run


def said(run):
    """{cell: sentence} of all problems of a run."""
    return {
        problem["cell"]: problem["text"] for row in run.rows.order_by("number") for problem in row.problems
    }
