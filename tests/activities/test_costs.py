"""Costs of an activity: shares and budget that add up, on the page, in Word and PDF; in public by policy alone."""

import datetime as dt
import io

import docx
import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from shijian.activities import policies
from shijian.activities.enums import ActivityState, Bearer, CostKind
from shijian.activities.models import Budget, Cost
from shijian.activities.operations import archive as operations
from shijian.activities.queries import archive, costs
from shijian.kernel.errors import Invalid, OutOfReach
from tests.conftest import actor_of
from tests.factories.activities import ActivityFactory
from tests.factories.kernel import PolicyValueFactory

FEN = st.integers(1, 10**8)
ROWS = st.lists(st.tuples(st.sampled_from(CostKind), st.sampled_from(Bearer), FEN), max_size=12)


@given(ROWS, st.dictionaries(st.sampled_from(CostKind), FEN))
def test_every_table_adds_up_to_the_same(spent, planned):
    rows = [Cost(kind=kind, bearer=bearer, fen=fen, source=f"{fen % 3}") for kind, bearer, fen in spent]
    found = costs.sums(rows, [Budget(kind=kind, fen=fen) for kind, fen in planned.items()])
    total = sum(fen for _kind, _bearer, fen in spent)
    assert (
        found.spent
        == sum(row.spent for row in found.kinds)
        == sum(row.spent for row in found.bearers)
        == total
    )
    assert found.planned == (sum(planned.values()) or None)
    assert found.left == (None if not planned else sum(planned.values()) - total)
    assert found.over == max(total - sum(planned.values()), 0) * bool(planned)
    assert [row.label for row in found.kinds] == [
        str(kind.label) for kind in CostKind if kind in planned or any(kind == each[0] for each in spent)
    ]


@pytest.fixture
def over(cast, county):
    return ActivityFactory(
        published=True, state=ActivityState.DONE, unit=county.station, organiser=cast.station, title="端午龙舟赛",
        ended_at=dt.datetime(2026, 6, 19, 10, tzinfo=dt.UTC),
    )  # fmt: skip


def _at(name, activity, *more):
    return reverse(f"activities:{name}", args=[activity.pk, *more])


@pytest.fixture
def filled(over, cast, login):
    desk = login(cast.station)
    for kind, yuan in (("goods", "500"), ("prizes", "300"), ("goods", "600")):
        desk.post(_at("archive-add", over, "budget"), {"plan-kind": kind, "plan-yuan": yuan})
    shares = (
        ("糯米", "320.50", "goods", "organiser", "站经费"), ("奖品", "180", "prizes", "sponsor", "农商银行"),
        ("奖品", "200.01", "prizes", "host", "镇文化站"), ("救生衣", "99.99", "safety", "sponsor", "运输公司"),
    )  # fmt: skip
    for what, yuan, kind, bearer, source in shares:
        facts = {"what": what, "yuan": yuan, "kind": kind, "bearer": bearer, "source": source}
        desk.post(_at("archive-add", over, "cost"), facts)
    return desk


def test_budget_and_shares_by_pages(filled, over):
    found = archive.of(over).money
    assert [(row.label, row.planned, row.spent) for row in found.kinds] == [
        ("物资材料", 60000, 32050), ("奖品", 30000, 38001), ("保险与安全", None, 9999),
    ]  # fmt: skip
    assert [(row.label, row.spent, row.names) for row in found.bearers] == [
        ("主办单位", 32050, ["站经费"]), ("承办单位", 20001, ["镇文化站"]),
        ("赞助单位和个人", 27999, ["农商银行", "运输公司"]),
    ]  # fmt: skip
    assert (found.planned, found.spent, found.left) == (90000, 80050, 9950)
    page = filled.get(_at("archive", over)).content.decode()
    for words in ("600.00", "800.50", "预算还剩 99.50 元", "农商银行、运输公司"):
        assert words in page, words
    filled.post(_at("archive-drop", over, "budget", over.budgets.get(kind="prizes").pk))
    assert "超出预算 200.50 元" in filled.get(_at("archive", over)).content.decode()


def test_word_and_pdf_hold_every_sum(filled, over):
    written = docx.Document(io.BytesIO(filled.get(_at("archive-word", over)).content))
    cells = [[cell.text for cell in row.cells] for table in written.tables for row in table.rows]
    for row in (["合计", "900.00", "800.50"], ["合计", "", "800.50"], ["奖品", "300.00", "380.01"]):
        assert row in cells, row
    pdf = PdfReader(io.BytesIO(filled.get(_at("archive-pdf", over)).content))
    text = "".join(page.extract_text() for page in pdf.pages)
    for words in ("900.00", "800.50", "279.99", "救生衣", "农商银行"):
        assert words in text, words


def test_the_public_reads_totals_only_where_the_policy_of_that_day_says_so(filled, over):
    def story():
        return Client().get(_at("story", over)).content.decode()

    assert "800.50" not in story()
    value = {"key": policies.PUBLIC_COSTS, "value": 1}
    PolicyValueFactory(**value, valid_from=dt.date(2026, 6, 20))
    assert "800.50" not in story()
    PolicyValueFactory(**value, valid_from=dt.date(2026, 6, 19))
    page = story()
    assert "800.50" in page
    assert "279.99" in page
    for inner in ("农商银行", "糯米", "900.00"):
        assert inner not in page, inner


def test_what_is_no_amount_is_refused_and_strangers_enter_nothing(over, cast):
    run = actor_of(cast.station)
    for wrong in ({"fen": 0}, {"fen": 100_000_001}, {"kind": "bribes"}):
        with pytest.raises(Invalid):
            operations.set_budget(over, actor=run, **{"kind": "goods", "fen": 1, **wrong})
    with pytest.raises(Invalid):
        operations.add_cost(over, what="糯米", fen=1, source="", bearer="nobody", actor=run)
    with pytest.raises(OutOfReach):
        operations.set_budget(
            ActivityFactory(unit=over.unit), kind="goods", fen=1, actor=actor_of(cast.stranger)
        )
    assert (Budget.objects.count(), Cost.objects.count()) == (0, 0)
