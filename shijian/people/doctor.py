"""What `shijian doctor` looks at here: no account with a password that everybody knows."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shijian.kernel.doctor import CHECKS, Finding
from shijian.people.queries import accounts as queries


def attach() -> None:
    """Have the doctor look."""
    if accounts not in CHECKS:
        CHECKS.append(accounts)


def accounts() -> Iterator[Finding]:
    """No account of a demo, whose password stands in the manual, is open outside a demo."""
    count = queries.open_demo_accounts()
    if count:
        text = ngettext("%(number)s open demo account", "%(number)s open demo accounts", count)
        hint = _("This is no demo. Run: shijian account close-demo")
        yield Finding("fail", "accounts", text % {"number": count}, hint)
    else:
        yield Finding("ok", "accounts", _("no default passwords"))
