"""The guides of who oversees, of who audits and of who installs."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shijian.web.guides.parts import Guide, Step

GUIDES = (
    Guide(
        "overseer",
        pgettext_lazy("guide", "City overseer"),
        _("Look at everything, change nothing"),
        (
            Step(
                "figures",
                _("Compare units"),
                _("The figures by unit show who is behind."),
                link="orders:figures",
            ),
            Step(
                "orders",
                _("Look behind a figure"),
                _("Press a number and read the orders themselves."),
                link="orders:office-list",
            ),
            Step(
                "units",
                _("Look at the units"),
                _("Who leads them, where they stand and what has changed."),
                link="units:list",
            ),
        ),
        wide=True,
    ),
    Guide(
        "auditor",
        pgettext_lazy("guide", "Auditor"),
        _("Who did what, when and how"),
        (
            Step(
                "trail",
                _("Read the audit trail"),
                _("Every deed stands here, also each look at a full number. Nobody can change it."),
                link="web:audit",
            ),
            Step(
                "one",
                _("Follow one thing"),
                _("Press what a deed was done on, and only its rows remain."),
                link="web:audit",
            ),
            Step(
                "draws",
                _("Do a draw of the re-check again"),
                _("The seed and its fingerprint are public; with them anybody comes to the same records."),
                link="records:recheck-draws",
            ),
        ),
        wide=True,
    ),
    Guide(
        "installer",
        pgettext_lazy("guide", "Who installs it"),
        _("From an empty machine to a county that works"),
        (
            Step(
                "try",
                _("Try the demo county"),
                _("Python 3.11 is all that is needed. The accounts stand on the login page."),
                code="make run",
            ),
            Step(
                "settings",
                _("Set it up"),
                _(
                    "Give it a folder of its own, a PostgreSQL database and a secret key; the doctor says what "
                    "is missing."
                ),
                code="shijian doctor",
            ),
            Step(
                "init",
                _("Lay out the units of your area"),
                _(
                    "Give the code of your county. Units down to the villages are made from the official list."
                ),
                code="shijian init 623027",
            ),
            Step(
                "verify",
                _("Check the audit trail"),
                _("The chain of seals shows whether anybody changed a row."),
                code="shijian verify audit",
            ),
            Step(
                "ledgers",
                _("Check records and points"),
                _("Everything is computed again; the row that somebody changed is named."),
                code="shijian verify records && shijian verify points",
            ),
            Step(
                "paper",
                _("Check the file of a certificate"),
                _("The signature shows whether a letter was changed, also without the network."),
                code="shijian verify certificate paper.pdf",
            ),
        ),
        wide=True,
    ),
)
