"""Steps of `people` that nobody takes for himself."""

from django.utils.translation import gettext_lazy as _

from shijian.kernel import duties
from shijian.people import rules

duties.define(
    "appointment.make",
    "people.operations.appointments.appoint",
    step=_("Appointing somebody to a role"),
    sentence=_("Nobody appoints himself. Ask an officer of the unit above."),
    involved=rules.is_self,
)
duties.define(
    "appointment.lengthen",
    "people.operations.appointments.end_appointment",
    step=_("Lengthening a term"),
    sentence=_("Nobody lengthens his own term. Ask an officer of the unit above."),
    involved=rules.holds,
)
duties.define(
    "person.merge",
    "people.operations.persons_merge.merge_persons",
    step=_("Merging two entries of one person"),
    sentence=_("One of the entries is your own. Another officer compares and merges them."),
    involved=rules.is_self,
)
