"""Every deed that the product writes down has words, in both languages; an auditor never reads a code."""

import ast
import re
from pathlib import Path

import pytest
from django.utils import translation

import shijian
from shijian.people.flow import RESET_FLOW
from shijian.volunteers.enums import JoinState
from shijian.volunteers.flow import VOLUNTEER_FLOW
from shijian.web import audit_words
from tests.factories.orders import OrderFactory

SOURCES = Path(shijian.__file__).parent
NAMERS = {"record", "_note"}


def written():
    """The codes of deeds that stand in the source as the first argument of what writes them down."""
    for file in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name in NAMERS and re.fullmatch(r"[a-z]+\.[a-z-]+", str(node.args[0].value)):
                    yield node.args[0].value


def test_every_deed_has_words():
    moves = {f"volunteer.{name}" for name in VOLUNTEER_FLOW.transitions}
    answers = {f"join.{state}" for state in (JoinState.APPROVED, JoinState.DECLINED)}
    resets = {f"account.reset-{name}" for name in RESET_FLOW.transitions}
    assert (set(written()) | moves | answers | resets) - set(audit_words.DEEDS) == set()
    assert len(set(written())) > 80


@pytest.mark.parametrize("table", [audit_words.DEEDS, audit_words.KINDS, audit_words.CHANNELS])
def test_the_words_are_chinese(table):
    with translation.override("zh-hans"):
        assert [key for key, words in table.items() if not re.search("[一-鿿]", str(words))] == []


def test_an_auditor_reads_words(cast, login, county):
    from shijian.kernel import audit
    from tests.conftest import actor_of

    audit.record("order.verify", OrderFactory(unit=county.station), actor=actor_of(cast.station))
    text = login(cast.auditor).get("/audit/").content.decode().split("<tbody>")[1]
    assert "核实点单" in text
    assert "点单 " in text
    assert "网页" in text
    assert "order.verify" not in text


def test_what_no_person_did_the_system_did():
    with translation.override("zh-hans"):
        assert str(audit_words.who("system", None)) == "系统"
    assert audit_words.who("system", 7) == "system"
    assert audit_words.who("王秀兰", None) == "王秀兰"


def test_a_deed_without_words_stands_for_itself():
    assert (audit_words.deed("x.y"), audit_words.kind("a.b"), audit_words.channel("z")) == ("x.y", "a.b", "z")
