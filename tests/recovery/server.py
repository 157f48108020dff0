"""A server that can be killed: takes one request a line on stdin, answers on stdout when it is acknowledged.

The whole stack of a request runs, with the database of the place; only the socket is left out. A request says at which
moment it comes, so that a service of an hour takes no hour.
"""

import json
import sys

import django

django.setup()

import time_machine  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connections  # noqa: E402
from django.test import Client  # noqa: E402

settings.ALLOWED_HOSTS = ["testserver"]
client = Client(raise_request_exception=False)
print("ready", flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    headers = {"Authorization": f"Bearer {asked['token']}", "Idempotency-Key": asked["key"]}
    with time_machine.travel(asked["at"]):
        answer = client.generic(
            asked["method"],
            f"/api/v1/{asked['path']}",
            json.dumps(asked["body"]) if asked["body"] is not None else "",
            "application/json",
            headers=headers,
        )
    if answer.status_code >= 500:
        connections.close_all()  # the end of a request does so where there is a socket
    body = answer.json() if answer.content else None
    print(json.dumps([asked["key"], answer.status_code, body]), flush=True)
