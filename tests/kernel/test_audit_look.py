"""Reading protected data: a purpose of the list, named fields, a row in the same transaction."""

import pytest

from shijian.kernel import audit
from shijian.kernel.errors import Invalid
from shijian.kernel.forms import LookForm
from shijian.kernel.models import AuditEntry
from shijian.people.models import Consent
from tests.conftest import actor_of
from tests.factories.people import AccountFactory, ConsentFactory
from tests.factories.units import OfficeFactory

REFUSED = [
    {"purpose": ""},
    {"purpose": "curiosity"},
    {"purpose": "other", "note": "  "},
    {"purpose": "care", "note": "x" * 201},
]


def test_a_look_says_who_what_and_for_what(cast, county):
    row = audit.look(
        cast.resident,
        actor=actor_of(cast.station),
        purpose=audit.LookPurpose.CARE,
        note=" 独居  老人 ",
        fields=("address", "phone"),
        for_person_id=cast.resident.pk,
    )
    stored = AuditEntry.objects.get(pk=row.pk)
    assert (stored.action, stored.object_kind, stored.object_id) == (
        "data.look",
        "people.person",
        cast.resident.pk,
    )
    assert (stored.purpose_kind, stored.purpose) == ("care", "独居 老人")
    assert stored.changes == {"seen": [None, ["address", "phone"]]}
    assert (stored.unit_path, stored.actor_person_id) == (county.station.path, cast.station.pk)


@pytest.mark.parametrize("wrong", REFUSED)
def test_a_look_without_a_purpose_of_the_list_is_refused(cast, wrong):
    with pytest.raises(Invalid):
        audit.look(cast.resident, actor=actor_of(cast.station), **wrong)
    assert not AuditEntry.objects.filter(action="data.look").exists()
    assert not LookForm(wrong).is_valid()


def test_a_row_knows_the_unit_of_its_object_through_the_owner(cast, county):
    centre = actor_of(cast.centre)
    consent = ConsentFactory(person=AccountFactory(person__unit=county.station_other).person)
    rows = [
        audit.record("test.done", Consent.objects.get(pk=consent.pk), actor=centre),
        audit.record("test.done", consent.person.account, actor=centre),
        audit.record("test.done", OfficeFactory(unit=county.hub2), actor=centre),
        audit.record("test.done", county.station, actor=centre),
        audit.record("test.done", actor=centre),
    ]
    expected = [county.station_other, county.station_other, county.hub2, county.station, county.centre]
    assert [row.unit_path for row in rows] == [unit.path for unit in expected]
