"""Sessions in our own table: it knows the account and the device, and holds only the hash of what opens it."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from shijian.kernel import clock

DEVICE, STAFF, BEGAN, SENT = "device", "staff", "began", "sent"


def digest(key: str | None) -> str:
    """What is stored of a session key."""
    return hashlib.sha256((key or "").encode()).hexdigest()


class SessionStore(DatabaseStore):
    """A copy of the table, or of a backup, opens no session."""

    @classmethod
    def get_model_class(cls) -> Any:
        """The table with the device."""
        from shijian.people.models import LoginSession

        return LoginSession

    def _get_session_from_db(self) -> Any:
        rows = self.model.objects.filter(session_key=digest(self.session_key), expire_date__gt=clock.now())
        row = rows.first()
        if row is None:
            self._session_key = None
        return row

    def exists(self, session_key: str) -> bool:
        """Whether the key opens a session."""
        return bool(super().exists(digest(session_key)))

    def delete(self, session_key: str | None = None) -> None:
        """End the session of a key, or this one."""
        self.model.objects.filter(session_key=digest(session_key or self.session_key)).delete()

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """The row of this session, with what the list of devices shows."""
        row: Any = super().create_model_instance(data)
        row.session_key = digest(row.session_key)
        row.account_id = data.get(SESSION_KEY)
        row.device, row.is_staff = data.get(DEVICE, ""), bool(data.get(STAFF))
        row.began_at, row.seen_at = _moment(data.get(BEGAN)), _moment(data.get(SENT))
        return row


def _moment(seconds: float | None) -> dt.datetime | None:
    return None if seconds is None else dt.datetime.fromtimestamp(seconds, dt.UTC)
