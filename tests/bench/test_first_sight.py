"""The first sight on a cheap phone (processor x6 slower, slow 3G) against a bare page under the same brake."""

import pytest

from tests.bench.measure import report
from tests.browser.conftest import chromium, visit

__all__ = ["chromium", "visit"]
pytestmark = pytest.mark.bench
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
BARE = "<title>t</title><h1>t</h1>"


def painted(visit, path, person=None, body=None):
    """Milliseconds until the first words stand there, in a browser that has seen nothing yet."""
    page = visit(person)
    link = page.context.new_cdp_session(page)
    link.send("Network.enable")
    link.send("Network.emulateNetworkConditions", SLOW_3G)
    link.send("Emulation.setCPUThrottlingRate", {"rate": 6})
    page.set_default_timeout(60_000)
    page.goto(path)
    return page.wait_for_function(PAINTED).json_value()


@pytest.mark.parametrize(
    ("name", "path"), [(None, "/"), ("resident", "/"), ("volunteer", "/"), ("hub", "/todo/")]
)
def test_first_sight(visit, cast, name, path):
    bare = painted(visit, "/robots.txt")
    seen = painted(visit, path, getattr(cast, name) if name else None)
    report(f"first sight of {path} ({name or 'visitor'})", bare / seen, bare, seen, goal="3000 ms")
