"""Long reads in parts: what they find stands in their order, whether one process reads or several."""

import os
import threading
from functools import partial

import pytest
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _

from shijian.kernel import parallel
from shijian.people.models import Person
from tests.factories.people import PersonFactory


def counted(number):
    """A part: its number, how many people it sees, who looked, a sentence in the language of the asker."""
    yield number, Person.objects.count(), os.getpid(), _("Year")


def failing():
    raise ValueError("this part fails")


def plan(*more):
    return [partial(counted, number) for number in range(4)] + list(more)


@pytest.mark.django_db
def test_inside_a_transaction_one_process_sees_its_rows():
    PersonFactory()
    assert list(parallel.found(plan)) == [(n, 1, os.getpid(), _("Year")) for n in range(4)]


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="a database in memory is seen by one process alone"
)
@pytest.mark.django_db(transaction=True)
def test_several_processes_see_one_moment(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: {0, 1})
    monkeypatch.setattr(threading, "active_count", lambda: 1)  # a runner of tests has threads of its own
    PersonFactory()
    with translation.override("zh-hans"):
        found = list(parallel.found(plan))
    assert [each[:2] for each in found] == [(n, 1) for n in range(4)]
    assert {each[3] for each in found} == {"年份"}
    assert os.getpid() not in {each[2] for each in found}
    with pytest.raises(ValueError, match="this part fails"):
        list(parallel.found(partial(plan, failing)))
