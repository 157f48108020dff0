"""Login by login name or phone number."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.db.models import Q
from django.http import HttpRequest

from shijian.kernel import crypto
from shijian.people.models import Account


class PhoneOrNameBackend(BaseBackend):
    """Checks the password of an active account; demo accounts work in a demo only."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> Account | None:
        """Give the account, or None. An unknown name costs as much time as a wrong password."""
        if not username or not password:
            return None
        account = self._find(username.strip())
        if account is None:
            Account().set_password(password)
            return None
        return account if account.check_password(password) and self._admits(account) else None

    def get_user(self, user_id: int) -> Account | None:
        """Give the account of a session."""
        account = Account.objects.select_related("person").filter(pk=user_id).first()
        return account if account is not None and self._admits(account) else None

    @staticmethod
    def _find(name: str) -> Account | None:
        index = crypto.blind_index(name, "phone")
        return Account.objects.filter(Q(login_name=name) | Q(phone_index=index)).order_by("pk").first()

    @staticmethod
    def _admits(account: Account) -> bool:
        return account.is_active and (settings.DEMO or not account.is_demo)
