from tests.browser.conftest import DESK, PHONE


def test_the_first_page_offers_one_big_button(visit, cast):
    page = visit(size=PHONE)
    page.goto("/")
    assert page.get_by_role("link", name="我要点单").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_staff_land_on_their_work_list(visit, cast):
    page = visit(cast.hub, DESK)
    page.goto("/")
    assert page.url.endswith("/todo/")
    assert page.get_by_role("heading", name="待办").is_visible()
