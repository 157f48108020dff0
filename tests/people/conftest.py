"""The API as other tests call it."""

from tests.api.conftest import api

__all__ = ["api"]
