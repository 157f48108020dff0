"""What a page does with a deed that is refused: beside the field, as a message, or as a page of its own."""

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage

from shijian.kernel.doing import filled
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach


class WordsForm(forms.Form):
    words = forms.CharField()


@pytest.fixture
def request_(rf):
    request = rf.post("/")
    request.session = {}
    request._messages = FallbackStorage(request)
    return request


def refusing(error):
    def deed():
        raise error

    return deed


def said(request):
    return [str(each) for each in get_messages(request)]


def test_a_deed_is_done_only_for_a_form_that_holds(request_):
    for form in (WordsForm(None), WordsForm({"words": ""})):
        assert filled(request_, form, refusing(AssertionError)) is None
    assert filled(request_, WordsForm({"words": "a"}), lambda: "made") == "made"


def test_what_was_entered_wrongly_stands_beside_its_field(request_):
    form = WordsForm({"words": "a"})
    assert filled(request_, form, refusing(Invalid(fields={"words": "太短"}))) is None
    assert (form.errors, said(request_)) == ({"words": ["太短"]}, [])


def test_any_other_refusal_is_said_also_where_the_form_has_gone(request_):
    form = WordsForm({"words": "a"})
    assert filled(request_, form, refusing(Conflict("已经办过"))) is None
    assert filled(request_, forms.Form({}), refusing(Invalid(fields={"photo": "没有照片"}))) is None
    assert (form.errors, said(request_)) == ({}, ["已经办过", "没有照片"])


@pytest.mark.parametrize("error", [NotAllowed, OutOfReach])
def test_what_one_must_not_do_becomes_a_page(request_, error):
    with pytest.raises(error):
        filled(request_, WordsForm({"words": "a"}), refusing(error()))
