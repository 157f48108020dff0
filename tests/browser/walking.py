"""What a person does with a page: open what the page offers, by its visible words."""

ON_ITS_WAY = "form[data-sending], .htmx-request"
OVERFLOW = "document.documentElement.scrollWidth > innerWidth"


def tap(page, words, role="button"):
    """Tap the first button (or link) with these words, and wait until the answer is there.

    The scripts of the page must run by then: they mark a form that is on its way. A panel beside a list sends by htmx,
    for which the browser waits as little as for the queue.
    """
    page.wait_for_load_state()
    page.get_by_role(role, name=words).first.click()
    page.locator(ON_ITS_WAY).first.wait_for(state="detached")
    page.wait_for_load_state("networkidle")


def follow(page, words):
    """Follow the first link of the main part, or of what opened beside it, with these words."""
    page.locator("main, #beside").get_by_role("link", name=words).first.click()


def says(page, words):
    """Whether the page shows these words."""
    page.get_by_role("main").wait_for()
    return page.get_by_text(words).first.is_visible()


def counted(page, label):
    """The number that the figures page shows for `label`."""
    page.goto("/office/figures/")
    figures = page.get_by_role("region", name="统计").get_by_role("link")
    cards = (card.inner_text().split() for card in figures.all())
    return next(int(number) for name, number in cards if name == label)


def sideways(page):
    """Whether the page is wider than its window."""
    return page.evaluate(OVERFLOW)
