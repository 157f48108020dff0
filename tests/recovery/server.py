"""A server that can be killed: takes one request a line on stdin, answers on stdout when it is acknowledged.

The whole stack of a request runs, with the database of the place; only the socket is left out.
"""

import json
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402

settings.ALLOWED_HOSTS = ["testserver"]
client = Client(raise_request_exception=False)
print("ready", flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    answer = client.generic(
        "POST",
        f"/api/v1/{asked['path']}",
        json.dumps(asked["body"]),
        "application/json",
        headers={"Authorization": f"Bearer {asked['token']}", "Idempotency-Key": asked["key"]},
    )
    print(json.dumps([asked["key"], answer.status_code, answer.json()]), flush=True)
