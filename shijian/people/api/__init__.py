"""Accounts and one's own data, consents, wards; minors and reports of harm."""

from shijian.people.api.accounts import router

__all__ = ["router"]
