"""Every kind of page that demo accounts reach, in both editions, both languages, light and dark, on four widths."""

import ast
import fcntl

import pytest

from shijian.demo import operations
from shijian.demo.queries import CAST
from shijian.demo.recipe import Recipe
from shijian.kernel import clock
from shijian.people.models import Account
from tests.browser import judging, pathfinding
from tests.browser.conftest import PHONE, _session
from tests.once import ON_SQLITE

# Who walks one after the other in the same county; the longest walks first.
ACCOUNTS = (
    ("hub",),
    ("leader", "volunteer"),
    ("resident", "resident2", "visitor"),
    ("centre", "hub2", "overseer"),
    ("station", "auditor", "security", "system"),
)
VISITOR = "visitor"
ENDS = (judging.WIDTHS[0], judging.WIDTHS[-1])
STARTS = ("/", "/menu/", "/units/", "/display/", "/words/", "/login/", "/queue/")


@pytest.fixture
def demo(settings, skills):
    """A small demo county whose story ends now; walks only read, so several share it."""
    settings.DEMO = True
    operations.build(Recipe(now=clock.now(), volunteers=60, orders=80, teams=12))


class Seen:
    """The kinds of page and element that any worker of this run has seen, one a line of a file."""

    def __init__(self, file):
        self.file = file

    def before(self, kinds):
        """What was seen up to now; `kinds` are seen from now on."""
        with self.file.open("a+", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            known = kinds & set(map(ast.literal_eval, file))
            file.writelines(f"{each!r}\n" for each in kinds - known)
        return known


class Eye:
    """The browser of one account; it remembers what the browser complained about and which pages are like one seen."""

    def __init__(self, chromium, url, person, seen):
        self.base, self.complaints, self.seen = url, [], seen
        self.context = chromium.new_context(
            base_url=url, viewport=PHONE, locale="zh-CN", service_workers="block", reduced_motion="reduce"
        )
        if person is not None:
            self.context.add_cookies([_session(person, url)])
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("request", self._asked)

    def _said(self, message):
        if message.type == "error":
            self.complaints.append(f"console: {message.text}")

    def _asked(self, request):
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.complaints.append(f"other host: {request.url}")

    def dress(self, edition="standard", language="zh-hans"):
        """Choose edition and language as a person does."""
        self.page.goto("/display/")
        self.page.locator(f"input[name=edition][value={edition}]").check()
        self.page.locator(f"input[name=language][value={language}]").check()
        with self.page.expect_navigation():
            self.page.locator("main form button[type=submit]").last.click()

    def open(self, url):
        self.complaints.clear()
        self.page.set_viewport_size(PHONE)
        answer = self.page.goto(url)
        return [f"status {answer.status}"] if answer.status >= 400 else []

    def brings(self, url, kinds):
        """Which of these no account has shown yet: the route of the page, kinds of element; in this face."""
        face = next(each for each in kinds if each.startswith("body."))
        brought = {(face, pathfinding.kind(url)[0]), *kinds}
        return brought - self.seen.before(brought)


def standard(eye, url):
    """The page as it comes, in Chinese."""
    page, found = eye.page, eye.open(url)
    found += judging.frame(page) + judging.untranslated(page) + judging.small(page, "standard")
    return found + judging.sideways(page) + judging.sideways_doubled(page) + eye.complaints


def barriers(eye, _url):
    """The accessibility engine on the page that stands there, with its colours by day."""
    return judging.barriers(eye.page)


def light(eye, _url):
    """The colours of the page that stands there."""
    return judging.barriers(eye.page, judging.CONTRAST)


def dark(eye, _url):
    """The page that stands there, at night."""
    eye.page.emulate_media(color_scheme="dark")
    found = light(eye, _url)
    eye.page.emulate_media(color_scheme="light")
    return found


def elder(eye, url):
    """The page in the elder edition."""
    found = eye.open(url) + judging.small(eye.page, "elder") + judging.sideways(eye.page, ENDS)
    return found + eye.complaints


def english(eye, url):
    """The page in English, whose words are longer."""
    return eye.open(url) + judging.sideways(eye.page, ENDS) + eye.complaints


FACES = (
    ({}, (standard, barriers), (dark,)),
    ({"edition": "elder"}, (elder,), (light,)),
    ({"language": "en"}, (english,), ()),
)


def said(judge, eye, url):
    """What is found, with the face and the page on which it stands."""
    return [f"{judge.__name__} {url} {finding}" for finding in judge(eye, url)]


def judged(eye, pages):
    """All findings on the pages that bring something new; colours are looked at where there are new elements."""
    new = {url: brought for url, kinds in pages.items() if (brought := eye.brings(url, kinds))}
    findings = []
    for dress, whole, colours in FACES:
        eye.dress(**dress)
        for url, brought in new.items():
            judges = whole + colours * any(isinstance(each, str) for each in brought)
            findings += [finding for judge in judges for finding in said(judge, eye, url)]
    return findings


def walked(chromium, url, person, seen):
    """All findings on the pages that a person can reach."""
    eye = Eye(chromium, url, person, seen)
    try:
        walk = pathfinding.Walk(eye.context.request, url).through(*STARTS)
        return walk.broken + judged(eye, walk.pages), len(walk.pages)
    finally:
        eye.context.close()


@pytest.fixture
def seen(tmp_path_factory, worker_id):
    """What all walks of this run have seen, whichever worker made them."""
    base = tmp_path_factory.getbasetemp()
    return Seen((base if worker_id == "master" else base.parent) / "seen-kinds")


@ON_SQLITE
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("names", ACCOUNTS, ids=" ".join)
def test_every_page_of_every_account(chromium, live_server, demo, seen, names):
    for name in names:
        person = Account.objects.get(login_name=name).person if name != VISITOR else None
        found, count = walked(chromium, live_server.url, person, seen)
        assert "\n".join(found) == "", name
        assert count > 15


def test_all_demo_accounts_are_walked(demo):
    shown = Account.objects.filter(is_demo=True, login_name__in=CAST).values_list("login_name", flat=True)
    assert sorted(name for names in ACCOUNTS for name in names) == sorted([VISITOR, *shown])
