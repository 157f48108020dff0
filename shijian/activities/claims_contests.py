"""Which personal data contests and ceremonies hold."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shijian.kernel.purposes import hold

hold(
    "activities.Entry",
    "taking-part",
    label=_("Contests that I entered"),
    subject="contact",
    fields={
        "number": _("Start number"),
        "name": _("Name of the entry"),
        "title": _("What is shown"),
        "text": _("Your text"),
        "made_at": _("When"),
    },
    inner=(
        "contest",
        "contact",
        "team",
        "unit",
        "people",
        "name_agreed",
        "made_by",
        "withdrawn_at",
        "out_why",
    ),
)
hold(
    "activities.Start",
    "taking-part",
    label=_("My starts"),
    subject="entry__contact",
    fields={"heat": _("Start"), "lane": _("Lane"), "at": _("When"), "status": _("What became of it")},
    inner=("round", "entry"),
)
hold(
    "activities.Judge",
    "taking-part",
    label=_("Contests that I judge"),
    subject="person",
    fields={"contest": _("Activity number"), "ended_at": _("Ended on")},
    inner=("person",),
)
hold(
    "activities.Mark",
    "taking-part",
    label=_("Numbers that my entry got"),
    subject="start__entry__contact",
    fields={"value": _("In hundredths"), "at": _("When")},
    inner=("start", "judge", "corrects", "reason", "by"),
)
hold(
    "activities.Result",
    "taking-part",
    label=_("Results of my entries"),
    subject="entry__contact",
    fields={"rank": _("Rank"), "award": _("Prize"), "at": _("When")},
    inner=("entry", "value"),
)
hold(
    "activities.CeremonyPart",
    "taking-part",
    label=_("My parts in ceremonies"),
    subject="person",
    fields={"role": _("Part")},
    inner=("ceremony", "person", "name", "position"),
)
hold(
    "activities.Guest",
    "taking-part",
    label=_("Guests that I invited"),
    subject="made_by",
    fields={"people": _("How many people")},
    inner=("ceremony", "name", "answer", "came", "made_by"),
)
