"""Login by login name or phone number."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from shijian.people.models import Account
from shijian.people.queries import accounts


class PhoneOrNameBackend(BaseBackend):
    """Checks the password of an active account; demo accounts work in a demo only."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> Account | None:
        """Give the account, or None. An unknown name costs as much time as a wrong password."""
        if not username or not password:
            return None
        account = accounts.by_login(username)
        if account is None:
            Account().set_password(password)
            return None
        return account if account.check_password(password) and self._admits(account) else None

    def get_user(self, user_id: int) -> Account | None:
        """Give the account of a session, with `unread_messages` counted by the same query."""
        account = accounts.with_unread().filter(pk=user_id).first()
        return account if account is not None and self._admits(account) else None

    @staticmethod
    def _admits(account: Account) -> bool:
        return accounts.admits(account)
