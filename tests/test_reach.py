"""Each page x role x {own unit, below, above, beside, other branch}; nothing of a stranger is to be read anywhere."""

import io
import re
import zipfile

import pytest
from django.test import Client

from shijian.people.enums import Role
from shijian.people.roles import PERMISSIONS
from shijian.volunteers.imports.enums import RunState
from tests.api.routes import operations
from tests.factories.people import AccountFactory, ApiTokenFactory, AppointmentFactory, PersonFactory
from tests.factories.volunteers import ImportRunFactory
from tests.once import ON_SQLITE
from tests.reach_table import LISTS, NOBODY, OBJECTS, OWN, PUBLIC
from tests.test_routes import ALL, address, branch

pytestmark = ON_SQLITE

__all__ = ["branch"]
RELATIONS = ("own", "below", "above", "beside", "other")
REACHED = ("own", "below")
NOTHING = 987_654
OPEN = {200, 204, 302, 400, 405, 409, 410, 422}
# Pages that say in public who heads a unit, and the one that names officers to those who watch.
CHARTS = {"people:org-chart", "units:detail", "web:sight"}
PATTERNS = dict(ALL)


class Nothing:
    """An object that does not exist."""

    pk = NOTHING


def put_secrets(objects, mark):
    """Give private facts of a branch words that are found nowhere else; gives them."""
    number = f"{7_000_000 + mark:08d}"
    facts = {
        "person": {"name": f"密{mark}人", "phone": f"138{number}", "address": f"密{mark}号院"},
        "order": {"title": f"密{mark}事", "description": f"密{mark}话", "address": f"密{mark}门牌"},
        "record": {"content": f"密{mark}记"},
        "rating": {"words": f"密{mark}评"},
    }
    for kind, values in facts.items():
        for name, value in values.items():
            setattr(objects[kind], name, value)
        objects[kind].save() if kind != "record" else None
    volunteer = objects["volunteer"].person
    volunteer.name, volunteer.phone = f"密{mark}志", f"139{number}"
    volunteer.save()
    objects["order"].unit.refresh_from_db()
    return [f"密{mark}", f"138{number}", f"139{number}", objects["order"].number, objects["volunteer"].number]


@pytest.fixture
def places(county, branch):
    """The objects of five branches by their relation to the hub, with what must not be read of three of them."""
    units = {
        "own": county.hub,
        "below": county.station,
        "above": county.centre,
        "beside": county.hub2,
        "other": county.station_other,
    }
    objects = {
        name: branch(unit) | {"run": ImportRunFactory(unit=unit, state=RunState.DONE)}
        for name, unit in units.items()
    }
    secrets = {name: put_secrets(objects[name], mark) for mark, name in enumerate(RELATIONS, 31)}
    return objects, secrets


@pytest.fixture
def officer(county, login):
    """`officer(role)`: the client and person of an officer of the hub."""

    def make(role):
        person = AccountFactory(person__unit=county.hub, person__name="本所干部").person
        AppointmentFactory(person=person, unit=county.hub, role=role)
        return login(person), person

    return make


def ask(client, method, name, objects):
    if name.startswith("volunteers:import-"):
        objects = objects | {"volunteer": objects["run"]}
    return getattr(client, method)(address(name, PATTERNS[name], objects))


def empty(objects):
    return dict.fromkeys(objects, Nothing)


def to_login(response):
    return response.status_code == 302 and "/login/" in response.headers["Location"]


def leaks(response, secrets):
    text = "" if response.streaming else response.content.decode(errors="replace")
    return [word for word in secrets if word in text]


def holds(role, wanted):
    wanted = wanted if isinstance(wanted, tuple) else (wanted,)
    return any(each in PERMISSIONS[role] for each in wanted)


def test_every_page_has_a_line():
    with_key = {name for name, pattern in ALL if "<int:" in pattern}
    assert set(OBJECTS) == with_key
    assert set(LISTS) == {name for name, _pattern in ALL} - with_key


def expected(role, name, relation):
    """What a GET may answer: open for those who may, 403 for those who see, 404 for everybody else."""
    sees, does = OBJECTS[name]
    reached = relation in REACHED
    if does == PUBLIC or (reached and does not in (OWN, NOBODY) and holds(role, does)):
        return OPEN | {403, 404} if name in FORMS_OF_A_STATE else OPEN
    if sees == PUBLIC or (reached and sees not in (OWN, NOBODY) and holds(role, sees)):
        return {403, 404, 405}
    return {404, 405}


# Pages that are there only in a certain state of the thing, or for those who hold a paper on it: 404 otherwise.
FORMS_OF_A_STATE = {
    "activities:story", "activities:photo",
    "activities:desk-photo", "records:top-up-photo", "records:honour-photo", "records:import-photo",
    "orders:appeal", "orders:urge", "orders:withdraw", "orders:rate", "orders:item-act", "orders:item-manage",
    "orders:office-act", "orders:check", "orders:steer", "units:office", "units:office-dissolve", "units:close",
    "units:open", "units:reopen", "units:rename", "units:merge", "units:code", "volunteers:step", "web:picture",
    "web:picture-change", "web:picture-remove", "web:picture-restore", "web:todo-do", "web:sight",
    "volunteers:team-join", "volunteers:team-leave", "volunteers:import-result", "people:account-state",
    "people:consent", "volunteers:licence",
    "people:reset-ask", "people:assessment", "people:copy", "people:incident", "people:incident-close",
    "people:incident-report", "people:notice", "people:request", "people:request-grant", "people:request-paper",
    "people:request-refuse", "people:reset-decide", "people:reset-issue",
}  # fmt: skip


@pytest.mark.parametrize("role", Role.values)
def test_an_officer_opens_what_his_role_reaches_and_nothing_else(places, officer, role):
    objects, secrets = places
    client, _person = officer(role)
    hidden = [word for at in RELATIONS if at not in REACHED for word in secrets[at]]
    wrong, told = set(), set()
    for name, (sees, _does) in OBJECTS.items():
        # A guessed key of a private thing has a test of its own.
        for relation in (*REACHED, "beside") if sees == PUBLIC else REACHED:
            response = ask(client, "get", name, objects[relation])
            if to_login(response) or response.status_code not in expected(role, name, relation):
                wrong.add((name, relation, response.status_code))
            if name not in CHARTS and (found := leaks(response, hidden)):
                told.add((name, relation, *found))
            if response.status_code == 405:  # whichever thing it is about
                break
    assert sorted(wrong | told, key=str) == []


@pytest.mark.parametrize("role", Role.values)
def test_a_guessed_key_is_answered_as_if_nothing_were_there(places, officer, role):
    objects, secrets = places
    client, _person = officer(role)
    hidden = [word for at in RELATIONS if at not in REACHED for word in secrets[at]]
    odd = set()
    for name in (name for name, (sees, _does) in OBJECTS.items() if sees != PUBLIC):
        for method, relations in (("get", ("above", "beside", "other")), ("post", ("beside",))):
            nothing = ask(client, method, name, empty(objects["other"])).status_code
            asked = (
                relations[:1] if nothing == 405 else relations
            )  # no such method, whichever thing it is about
            answers = [ask(client, method, name, objects[at]) for at in asked]
            codes = {answer.status_code for answer in answers}
            if codes != {nothing} or nothing not in {404, 405}:
                odd.add((name, method, nothing, *sorted(codes)))
            odd |= {(name, *found) for answer in answers if (found := leaks(answer, hidden))}
    assert odd == set()


@pytest.mark.parametrize("role", ["resident", "volunteer", "leader"])
def test_whoever_has_no_appointment_guesses_nothing(cast, places, login, role):
    objects, secrets = places
    client, odd = login(getattr(cast, role)), set()
    for name, (sees, _does) in OBJECTS.items():
        for method in ("get", "post") if sees != PUBLIC else ("get",):
            response = ask(client, method, name, objects["other"])
            if sees != PUBLIC and response.status_code not in {404, 405}:
                odd.add((name, method, response.status_code))
            if name not in CHARTS and (
                found := leaks(response, [w for each in RELATIONS for w in secrets[each]])
            ):
                odd.add((name, method, *found))
    assert odd == set()


@pytest.mark.parametrize("role", Role.values)
def test_no_list_holds_a_row_of_a_stranger(places, officer, role):
    objects, secrets = places
    client, _person = officer(role)
    hidden = [word for at in RELATIONS if at not in REACHED for word in secrets[at]]
    wrong, shown = set(), 0
    for name, wanted in LISTS.items():
        if name in ("people:logout", "web:act-end", "web:sight-own"):  # officers above are named to everybody
            continue
        response = ask(client, "get", name, objects["own"])
        closed = wanted not in (PUBLIC, OWN) and not holds(role, wanted)
        if closed and response.status_code not in {403, 404, 405}:
            wrong.add((name, response.status_code))
        if found := leaks(response, hidden):
            wrong.add((name, *found))
        shown += len(leaks(response, [word for at in REACHED for word in secrets[at]]))
    assert wrong == set()
    assert shown > 0 or not {"order:view", "person:view"} & PERMISSIONS[role]
    assert shown == 0 or role != Role.SYSTEM


@pytest.mark.parametrize("role", Role.values)
def test_search_palette_and_pickers_find_no_stranger(places, officer, role):
    objects, _secrets = places
    client, _person = officer(role)
    for at in ("above", "beside", "other"):
        there = objects[at]
        links = [
            f"/people/{there['person'].pk}/",
            f"/volunteers/{there['volunteer'].pk}/",
        ]
        links += [f"/orders/{there['order'].pk}/", f"/office/orders/{there['order'].pk}/"]
        for words in (
            there["person"].name,
            there["volunteer"].person.name,
            there["order"].number,
            there["order"].title,
        ):
            answers = [
                client.get("/search/", {"q": words}),
                client.post("/search/find/", {"q": words}),
                client.post("/pick/person/", {"q": words, "words": words, "permission": "person:view"}),
                client.get("/people/", {"q": words}),
                client.get("/volunteers/", {"q": words}),
                client.get("/office/orders/", {"q": words}),
            ]
            for response in answers:
                assert leaks(response, links) == [], (at, words, response.request["PATH_INFO"])


@pytest.mark.parametrize("role", Role.values)
def test_the_api_answers_a_guessed_key_as_nothing_and_lists_no_stranger(places, officer, role):
    objects, secrets = places
    _client, person = officer(role)
    ApiTokenFactory(account=person.account, secret=f"reach-{role}")
    api = Client(headers={"Authorization": f"Bearer reach-{role}"})
    hidden = [word for at in RELATIONS if at not in REACHED for word in secrets[at]]
    odd = set()
    for each in operations():
        if each.path == "tokens/current":
            continue
        kind = next(
            (
                k
                for k in ("order", "offer", "volunteer", "team", "unit", "item")
                if f"{{{k}_id}}" in each.path
            ),
            "",
        )
        keys = [objects[at][kind].pk for at in ("above", "beside", "other")] if kind else [0]
        answers = [
            api.generic(
                each.method, f"/api/v1/{re.sub(r'{.*?}', str(key), each.path)}", b"{}", "application/json"
            )
            for key in [*keys, NOTHING]
        ]
        *guessed, nothing = answers
        if kind in ("order", "offer", "volunteer") and {a.status_code for a in guessed} != {
            nothing.status_code
        }:
            odd.add((each.method, each.path, nothing.status_code, *sorted({a.status_code for a in guessed})))
        odd |= {(each.method, each.path, *found) for a in answers if (found := leaks(a, hidden))}
    assert odd == set()


@pytest.mark.parametrize("role", ["station", "hub", "centre"])
def test_an_export_holds_the_reach_and_no_more(places, county, officer, role):
    _objects, secrets = places
    client, _person = officer(role)
    response = client.post("/volunteers/import/export/", {"unit": county.hub.pk, "purpose": "supervision"})
    assert response.status_code == 200
    book = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    text = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert secrets["own"][0] in text
    assert secrets["below"][0] in text
    assert [word for at in ("above", "beside", "other") for word in secrets[at] if word in text] == []


def test_error_pages_and_public_pages_tell_nothing(places, county):
    objects, secrets = places
    client = Client()
    everything = [word for at in RELATIONS for word in secrets[at]]
    told = set()
    for name in [*OBJECTS, *LISTS]:
        for method in ("get", "post") if name in OBJECTS else ("get",):
            response = ask(client, method, name, objects["own"])
            public = OBJECTS.get(name, (LISTS.get(name), LISTS.get(name)))[1] == PUBLIC
            if not public and not (to_login(response) or response.status_code in {401, 403, 404, 405}):
                told.add((name, method, response.status_code))
            if name not in CHARTS and (found := leaks(response, everything)):
                told.add((name, method, *found))
    assert told == set()
    assert PersonFactory(unit=county.hub).pk
