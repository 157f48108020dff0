import itertools
import json

import pytest
from django.test import Client

from tests.factories.people import ApiTokenFactory


@pytest.fixture
def api(db):
    """`api(person)` gives `call(method, path, body=None, **headers) -> response`, each time with a new token."""

    numbers = itertools.count(1)

    def enter(person=None):
        headers = {}
        if person is not None:
            secret = f"secret-{next(numbers)}"
            ApiTokenFactory(account=person.account, secret=secret)
            headers["Authorization"] = f"Bearer {secret}"
        client = Client(headers=headers)

        def call(method, path, body=None, **more):
            data = "" if body is None else json.dumps(body)
            return client.generic(method, f"/api/v1/{path}", data, "application/json", headers=more)

        return call

    return enter
