"""A field for one object out of many: sent by the script, and without it."""

import pytest
from django import forms

from shijian.kernel import search
from shijian.kernel.pickers import PickField, unit_label
from shijian.units.models import Unit


class PlaceForm(forms.Form):
    unit = PickField(Unit.objects.none(), kind="unit", describe=unit_label, names=("name", "place_name"))
    other = PickField(Unit.objects.none(), kind="unit", describe=unit_label, required=False)

    def __init__(self, *args, reach, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = self.fields["other"].queryset = reach


@pytest.fixture
def reach(county):
    for unit in (county.station, county.station2, county.station_other):
        search.index("unit", unit.pk, names=[unit.place_name], unit_path=unit.path)
    return Unit.objects.filter(path__startswith=county.hub.path).select_related("parent")


def sent(reach, **data):
    form = PlaceForm(data, reach=reach)
    form.is_valid()
    return form


def test_the_key_alone_is_enough(county, reach):
    assert sent(reach, unit=str(county.station.pk)).cleaned_data == {"unit": county.station, "other": None}


@pytest.mark.parametrize("words", ["塔哇", "塔哇村", "twc", "tawa", "塔哇村新时代文明实践站 · 拉卜楞镇"])
def test_words_that_mean_one_choose_it(county, reach, words):
    assert sent(reach, unit_words=words).cleaned_data["unit"] == county.station


def test_words_typed_after_a_choice_win_over_the_key(county, reach):
    form = sent(reach, unit=str(county.station.pk), unit_said="塔哇村", unit_words="洒哈尔")
    assert form.cleaned_data["unit"] == county.station2


def test_words_that_mean_several_offer_them_for_the_next_sending(county, reach):
    form = sent(reach, unit_words="村")
    html = str(form["unit"])
    assert form.has_error("unit", "several")
    assert [f'value="{unit.pk}"' in html for unit in (county.station, county.station2)] == [True, True]
    assert f'value="{county.station_other.pk}"' not in html
    again = sent(reach, unit=str(county.station2.pk), unit_words="村", unit_said="村")
    assert again.cleaned_data["unit"] == county.station2


def test_words_that_mean_nothing_within_reach_say_so(county, reach):
    form = sent(reach, unit_words="果宁")
    assert form.has_error("unit", "nothing")
    assert "果宁" in str(form["unit"])


@pytest.mark.parametrize("key", ["x", "-1", "99999999999999999999", "0"])
def test_a_key_out_of_reach_is_refused(county, reach, key):
    assert sent(reach, unit=key).has_error("unit", "gone")
    assert sent(reach, unit=str(county.station_other.pk)).has_error("unit", "gone")


def test_an_emptied_box_means_nothing_even_when_the_key_stayed(county, reach):
    key = str(county.station.pk)
    form = sent(reach, unit=key, other=key, other_said="塔哇村", other_words="")
    assert form.cleaned_data == {"unit": county.station, "other": None}
    assert sent(reach, other=key).has_error("unit", "required")


def test_what_is_chosen_stands_in_the_box(county, reach, django_assert_num_queries):
    form = PlaceForm(reach=reach, initial={"unit": county.station.pk})
    with django_assert_num_queries(1):
        html = str(form["unit"])
    assert 'value="塔哇村新时代文明实践站 · 拉卜楞镇"' in html
    assert f'name="unit" value="{county.station.pk}"' in " ".join(html.split())


def test_forms_do_not_share_what_they_found(reach):
    form, other = sent(reach, unit_words="村"), PlaceForm(reach=reach)
    assert (len(form.fields["unit"].hits), other.fields["unit"].hits) == (2, [])


def test_a_sent_choice_that_is_the_initial_one_is_no_change(county, reach):
    label = unit_label(county.station)
    data = {"unit": str(county.station.pk), "unit_words": label, "unit_said": label}
    assert PlaceForm(data, reach=reach, initial={"unit": county.station}).changed_data == []
    assert PlaceForm(data, reach=reach, initial={"unit": county.station2}).changed_data == ["unit"]
