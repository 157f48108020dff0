"""The whole document asked as each role: no server error, and no answer that the document does not describe."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS

from tests.api.routes import document
from tests.api.test_fuzz import world
from tests.factories.people import ApiTokenFactory
from tests.once import ON_SQLITE

pytestmark = ON_SQLITE

__all__ = ["world"]
ROLES = (
    "resident",
    "volunteer",
    "leader",
    "station",
    "hub",
    "centre",
    "overseer",
    "auditor",
    "stranger",
    None,
)
NAMED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)
SCHEMA = schemathesis.openapi.from_dict(document())
SCHEMA.app = get_wsgi_application()
OPERATIONS = {each.label: each for each in (found.ok() for found in SCHEMA.get_all_operations())}


@pytest.fixture
def one_connection():
    """The requests of a test stand on its own connection, as those of Django's client do."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def headers(cast, role):
    """What a client of that role sends besides, with a token that an earlier example cannot have revoked."""
    if role is None:
        return {}
    secret = ApiTokenFactory.build().token_hash
    ApiTokenFactory(account=getattr(cast, role).account, secret=secret)
    return {"Authorization": f"Bearer {secret}"}


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_every_answer_is_described(world, one_connection, name):
    checks = [CHECKS.get_one(check) for check in NAMED]

    @settings(
        max_examples=20,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=OPERATIONS[name].as_strategy(), role=st.sampled_from(ROLES))
    def ask(case, role):
        response = case.call(headers=headers(world.cast, role))
        case.validate_response(response, checks=checks)

    ask()
