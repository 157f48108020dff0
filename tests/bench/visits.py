"""Requests through the WSGI handler, as a server makes them: no test client between the bench and the page."""

from django.core.handlers.wsgi import WSGIHandler
from django.test import Client, RequestFactory, override_settings

from shijian.people.models import Account


def cookies_of(login_name):
    """Give the Cookie header of a fresh session of this account."""
    client = Client()
    client.force_login(Account.objects.get(login_name=login_name))
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def visit(url, *, cookie=""):
    """Give a call that gets `url` and insists on status 200; the handler is built once."""
    handler = WSGIHandler()

    def call():
        statuses = []
        environ = RequestFactory(HTTP_COOKIE=cookie).get(url).environ
        list(handler(environ, lambda status, headers: statuses.append(status)))
        assert statuses == ["200 OK"], statuses

    return call


def floor(unit):
    """Give a call of the bare view: no middleware, one indexed query, a page of about 10 kB."""
    with override_settings(MIDDLEWARE=[]):
        call = visit(f"/bare/{unit.pk}/")

    def bare():
        with override_settings(ROOT_URLCONF="tests.bench.floor_urls"):
            call()

    return bare
