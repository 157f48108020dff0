"""A real Chromium against the live server; skipped with a hint where it is missing, required in CI."""

import os
import shutil

import pytest

# Playwright keeps an event loop in this thread; the tests' own queries run between its calls, never inside.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
# The shell has no window of its own to draw, and is faster.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PHONE, DESK = {"width": 360, "height": 780}, {"width": 1280, "height": 900}


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium():
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI needs Chromium")
        pytest.skip("install chromium-headless-shell or chromium to run the browser tests")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, live_server):
    """`visit(person, size)` gives a page of a logged-in person; console errors and CSP reports fail the test."""
    contexts, complaints = [], []

    def enter(person=None, size=PHONE, *, javascript=True):
        context = chromium.new_context(
            base_url=live_server.url,
            viewport=size,
            locale="zh-CN",
            java_script_enabled=javascript,
            service_workers="block",
        )
        contexts.append(context)
        if person is not None:
            context.add_cookies([_session(person, live_server.url)])
        page = context.new_page()
        page.set_default_timeout(8000)
        page.on(
            "console", lambda message: complaints.append(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield enter
    for context in contexts:
        context.close()
    assert complaints == []


def _session(person, url):
    from django.conf import settings
    from django.test import Client

    from tests.conftest import enter_with_factor

    client = Client()
    enter_with_factor(client, person)
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": url,
    }
