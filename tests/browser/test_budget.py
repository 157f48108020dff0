"""What a first visit costs: at most 100 kB over the air and one answer that the first sight waits for."""

import gzip

import pytest

from tests.browser.conftest import PHONE
from tests.once import ON_SQLITE

pytestmark = ON_SQLITE

MOST = 100_000
BLOCKING = """() => document.head.querySelectorAll(
  "link[rel=stylesheet], script[src]:not([type=module], [defer], [async])").length
  + document.body.querySelectorAll("link[rel=stylesheet], script[src]:not([type=module], [defer], [async])").length"""


def over_the_air(response):
    """Bytes as the server sends them in operation: text compressed, pictures as they are."""
    body = response.body()
    kind = response.headers.get("content-type", "")
    return len(body if kind.startswith("image/") and "svg" not in kind else gzip.compress(body)) + 300


@pytest.mark.parametrize(
    ("name", "path"),
    [
        (None, "/"), (None, "/login/"), ("resident", "/"), ("resident", "/orders/new/"), ("volunteer", "/"),
        ("hub", "/todo/"), ("hub", "/office/orders/"),
    ],
)  # fmt: skip
def test_a_first_visit_is_cheap(visit, cast, name, path):
    page = visit(getattr(cast, name) if name else None, PHONE)
    answers = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - needs a Python function
    page.goto(path)
    page.wait_for_load_state("networkidle")
    costs = {answer.url.split("/", 3)[3]: over_the_air(answer) for answer in answers}
    assert sum(costs.values()) <= MOST, costs
    assert page.evaluate(BLOCKING) <= 1
