"""Edition, text size, theme and language: per device, per person, gone with the logout, never another's."""

import pytest
from django.test import Client
from django.urls import reverse

from shijian.kernel import display
from shijian.kernel.display import PLAIN, Display
from shijian.kernel.errors import OutOfReach
from shijian.people import operations
from shijian.people.models import DisplayChoice
from tests.conftest import actor_of
from tests.factories.people import PASSWORD, DisplayChoiceFactory

URL = "/display/"
ELDER = Display(edition="elder", chosen=True)


def marks(client, url="/"):
    """What the html element of a page says."""
    page = client.get(url).content.decode()
    return page[page.index("<html") : page.index(">", page.index("<html"))]


def log_in(client, person):
    answer = client.post(reverse("people:login"), {"name": person.account.login_name, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def test_a_visitor_switches_with_one_post_and_returns_where_he_was(client, county):
    answer = client.post(URL, {"edition": "elder", "next": "/menu/?q=1"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/menu/?q=1")
    assert marks(client) == '<html lang="zh-hans" data-edition="elder" data-size="0"'
    cookie = answer.cookies[display.NAME]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("elder.0.auto.auto", True, "Lax")
    assert DisplayChoice.objects.count() == 0


def test_one_setting_changes_and_the_others_stay(client, county):
    client.post(URL, {"edition": "elder", "size": "3", "theme": "dark", "language": "en"})
    client.post(URL, {"edition": "standard"})
    assert marks(client) == '<html lang="en" data-edition="standard" data-size="3" data-theme="dark"'
    client.post(URL, {"language": "auto"})
    assert 'lang="zh-hans"' in marks(client)


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "menu/", "\\\\evil", ""]
)
def test_a_foreign_address_to_return_to_is_not_followed(client, county, target):
    assert client.post(URL, {"edition": "elder", "next": target}).headers["Location"] == URL
    assert (
        "evil" not in client.get(URL, {"next": target}).content.decode().split("<main")[1].split("<footer")[0]
    )


@pytest.mark.parametrize(
    "value", ["", "elder", "elder.0.auto", "elder.9.auto.auto", "huge.0.auto.auto", "elder.0.pink.auto",
              "elder.0.auto.de", 'elder.0."><script>.auto', "elder.00.auto.auto", "x" * 5000],
)  # fmt: skip
def test_an_odd_cookie_counts_as_none(client, county, value):
    client.cookies[display.NAME] = value
    assert marks(client) == '<html lang="zh-hans" data-edition="standard" data-size="0"'


def test_odd_values_of_a_post_change_nothing(client, county):
    client.post(URL, {"edition": "giant", "size": "-1", "theme": "<b>", "language": "xx"})
    assert marks(client) == '<html lang="zh-hans" data-edition="standard" data-size="0"'


def test_a_person_is_followed_to_another_device_and_leaves_nothing_on_it(cast):
    here, there = log_in(Client(), cast.resident), Client()
    here.post(URL, {"edition": "elder", "size": "2"})
    assert display.NAME not in here.cookies
    there.post(URL, {"theme": "dark"})
    log_in(there, cast.resident)
    assert marks(there) == '<html lang="zh-hans" data-edition="elder" data-size="2"'
    there.post(reverse("people:logout"))
    assert marks(there) == '<html lang="zh-hans" data-edition="standard" data-size="0" data-theme="dark"'


def test_a_person_who_never_chose_gets_what_the_device_shows(cast):
    client = Client()
    client.post(URL, {"edition": "elder"})
    assert 'data-edition="elder"' in marks(log_in(client, cast.resident))
    assert DisplayChoice.objects.count() == 0


def test_the_next_person_on_a_shared_device_gets_nothing_of_the_first(cast):
    DisplayChoiceFactory(person=cast.resident, edition="elder", theme="dark")
    client = log_in(Client(), cast.resident)
    client.post(reverse("people:logout"))
    assert (
        marks(log_in(client, cast.hub), "/me/security/")
        == '<html lang="zh-hans" data-edition="standard" data-size="0"'
    )


def test_nobody_chooses_for_another_person(cast):
    DisplayChoiceFactory(person=cast.stranger, edition="standard")
    for actor in (actor_of(cast.centre), actor_of(cast.resident)):
        with pytest.raises(OutOfReach):
            operations.set_display(cast.stranger, choice=ELDER, actor=actor)
    assert DisplayChoice.objects.get().edition == "standard"


def test_choosing_again_keeps_one_row(cast):
    for size in (1, 4):
        choice = PLAIN.changed({"size": size, "language": "en"})
        operations.set_display(cast.resident, choice=choice, actor=actor_of(cast.resident))
    row = DisplayChoice.objects.get()
    assert (row.person, row.edition, row.size, row.theme, row.language) == (
        cast.resident,
        "standard",
        4,
        "auto",
        "en",
    )


def test_a_page_of_a_person_needs_no_query_for_the_choice(cast, login, django_assert_num_queries):
    url = reverse("people:inbox")
    for edition in ("standard", "elder"):
        client = login(cast.resident)
        with django_assert_num_queries(6):
            assert f'data-edition="{edition}"' in marks(client, url)
        DisplayChoice.objects.get_or_create(person=cast.resident, defaults={"edition": "elder"})


def test_the_hint_of_the_first_visit_stays_until_it_is_answered(client, county):
    assert "edition with large text" in client.get("/", headers={"Accept-Language": "en"}).content.decode()
    assert "字太小看不清" in client.get("/menu/").content.decode()
    client.post(URL, {"edition": "standard", "next": "/"})
    assert "字太小看不清" not in client.get("/").content.decode()


def test_staff_are_not_asked_about_large_text(cast, login):
    page = login(cast.hub).get("/todo/").content.decode()
    assert "字太小看不清" not in page
    assert 'value="elder">' in page


def test_the_settings_page_shows_what_holds_now(client, county):
    client.post(URL, {"edition": "elder", "size": "4", "theme": "light", "language": "en"})
    form = client.get(URL).context["form"]
    assert form.initial == {"edition": "elder", "size": "4", "theme": "light", "language": "en"}


def test_saving_all_says_so_in_the_language_just_chosen(client, county):
    values = {"all": "1", "edition": "standard", "size": "0", "theme": "auto", "language": "en"}
    page = client.post(URL, values, follow=True).content.decode()
    assert "The pages look as you wish from now on." in page


@pytest.mark.parametrize(
    "typed",
    ["长辈版", "亲情版", "关爱版", "关怀版", "长辈", "大字", "我要关怀版", "Elder", "深色", "English"],
)
def test_the_search_finds_the_switch_by_the_words_of_other_apps(client, county, typed):
    page = client.get("/search/", {"q": typed}).content.decode()
    assert f'href="{URL}' in page.split("<main")[1].split("</main")[0]


@pytest.mark.parametrize("typed", ["版", "理发", "塔哇村", "a"])
def test_other_words_do_not(client, county, typed):
    page = client.get("/search/", {"q": typed}).content.decode()
    assert f'href="{URL}' not in page.split("<main")[1].split("</main")[0]
