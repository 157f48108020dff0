"""What stays of a volunteer after the account is closed."""

from __future__ import annotations

from django.utils.translation import ngettext

from shijian.kernel import purposes
from shijian.kernel.retention import past
from shijian.people.models import Person
from shijian.records.models import ServiceRecord


def kept_of(person: Person) -> list[str]:
    """The sentence that says that service records stay after an account is closed; empty when no term runs."""
    over = past(ServiceRecord, "ended_at", purposes.months_key("service-record"))
    count = ServiceRecord.objects.filter(volunteer__person=person).exclude(over).count()
    if not count:
        return []
    months = purposes.PURPOSES["service-record"].months()
    sentence = ngettext(
        "%(n)s service record stays %(years)s years with your name, because it proves service (GB/T 40143).",
        "%(n)s service records stay %(years)s years with your name, because they prove service (GB/T 40143).",
        count,
    )
    return [sentence % {"n": count, "years": round(months / 12)}]
