"""Second factors as a person uses them: an app with its own clock, set up over the pages."""

import base64
import hashlib
import hmac
import re
import struct
from urllib.parse import urlencode

from django.test import Client
from django.urls import reverse

from shijian.kernel import clock
from tests.factories.people import PASSWORD

FORM = "application/x-www-form-urlencoded"


def code_at(secret, moment=None):
    """The code that an app shows for `secret`, by RFC 6238 and independent of the product."""
    counter = int((moment or clock.now()).timestamp()) // 30
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", counter), hashlib.sha1)
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def url(name, *args):
    return reverse(f"people:{name}", args=args)


def first_step(person, client=None, password=PASSWORD, **data):
    """A client that typed name and password, and where it was sent."""
    client = client or Client()
    answer = client.post(url("login"), {"name": person.account.login_name, "password": password, **data})
    return client, answer


def set_up_app(client):
    """Set up an app on the pages of a logged-in client; gives its secret and the recovery codes."""
    page = client.get(url("factor-app")).content.decode()
    secret = "".join(re.search(r'<code[^>]*translate="no">([A-Z2-7 ]+)</code>', page).group(1).split())
    sealed = re.search(r'name="seed" value="([^"]+)"', page).group(1)
    facts = urlencode({"seed": sealed, "code": code_at(secret)})  # as a browser sends it
    answer = client.post(url("factor-app"), facts, content_type=FORM)
    assert answer.status_code == 200, answer.headers
    return secret, codes_on(answer)


def codes_on(answer):
    """The recovery codes that a page shows."""
    found = re.findall(r"<code[^>]*>(\d{4}) (\d{4})</code>", answer.content.decode())
    return ["".join(parts) for parts in found]


def with_app(person, client=None):
    """A person with an app: its secret and recovery codes."""
    client, _answer = first_step(person, client)
    return set_up_app(client)
