"""The bench measures what a visitor gets: the tripwires of the suite and its watched templates stand aside."""

import pytest
from django.core.signals import request_started
from django.db import close_old_connections
from django.template.base import Template
from django.test.utils import _TestState


@pytest.fixture(autouse=True)
def _undefined_template_variables_fail():
    """Stand aside."""


@pytest.fixture(autouse=True)
def _slices_are_ordered():
    """Stand aside."""


@pytest.fixture(autouse=True)
def _locks_name_their_table():
    """Stand aside."""


@pytest.fixture(autouse=True)
def _forms_carry_a_token():
    """Stand aside."""


@pytest.fixture(autouse=True)
def _templates_render_unwatched(monkeypatch):
    monkeypatch.setattr(Template, "_render", _TestState.saved_data.template_render)


@pytest.fixture(autouse=True)
def _connection_stays_open():
    """Keep the connection of the test's transaction, as a server keeps its own between requests."""
    request_started.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
