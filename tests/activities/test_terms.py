"""The fields that file something under one drawer of each scheme in use."""

import pytest

from shijian.activities.forms.terms import TermsMixin
from shijian.activities.models import Scheme
from tests.factories.activities import SchemeFactory, TermFactory


@pytest.fixture(autouse=True)
def _own_schemes(db):
    Scheme.objects.update(in_use=False)


def test_one_select_for_each_scheme_in_use_with_the_type_before_the_sub_type():
    scheme, unused = SchemeFactory(name="四个讲堂"), SchemeFactory(name="旧分类", in_use=False)
    top = TermFactory(scheme=scheme, name="道德讲堂")
    below = TermFactory(scheme=scheme, name="家风", parent=top)
    TermFactory(scheme=unused)
    form = TermsMixin()
    assert list(form.fields) == [f"scheme_{scheme.pk}"]
    assert form.fields[f"scheme_{scheme.pk}"].choices == [
        ("", "—"), (str(top.pk), "道德讲堂"), (str(below.pk), "道德讲堂 · 家风")
    ]  # fmt: skip


def test_the_choice_of_each_scheme_comes_out_and_nothing_is_no_choice():
    first, second = SchemeFactory(), SchemeFactory()
    one, _other = TermFactory(scheme=first), TermFactory(scheme=second)
    form = TermsMixin({f"scheme_{first.pk}": str(one.pk), f"scheme_{second.pk}": ""})
    assert form.is_valid()
    assert form.chosen_terms() == [one]


def test_a_closed_drawer_is_refused_unless_it_stands_already():
    scheme = SchemeFactory()
    closed = TermFactory(scheme=scheme, is_open=False)
    below = TermFactory(scheme=scheme, parent=closed)
    data = {f"scheme_{scheme.pk}": str(closed.pk)}
    assert not TermsMixin(data).is_valid()
    assert not TermsMixin({f"scheme_{scheme.pk}": str(below.pk)}).is_valid()
    again = TermsMixin(data, terms=[closed])
    assert again.is_valid()
    assert again.chosen_terms() == [closed]


def test_a_drawer_of_another_scheme_is_refused():
    mine, foreign = SchemeFactory(), TermFactory(scheme=SchemeFactory(in_use=False))
    form = TermsMixin({f"scheme_{mine.pk}": str(foreign.pk)})
    assert form.errors == {f"scheme_{mine.pk}": ["这一项不能选，请另选一项。"]}
