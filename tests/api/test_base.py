from tests.factories.people import PASSWORD


def test_token_me_and_revocation(api, cast):
    body = {"login": cast.leader.account.login_name, "password": PASSWORD}
    made = api()("POST", "tokens", body)
    assert made.status_code == 201
    header = {"Authorization": f"Bearer {made.json()['token']}"}
    me = api()("GET", "me", **header).json()
    assert (me["name"], me["roles"], len(me["led_team_ids"])) == ("马队长", [], 1)
    assert api()("DELETE", "tokens/current", **header).status_code == 204
    gone = api()("GET", "me", **header)
    assert (gone.status_code, gone.json()["code"]) == (401, "not-authenticated")


def test_a_wrong_login_does_not_say_which_part(api, cast):
    wrong = api()("POST", "tokens", {"login": cast.hub.account.login_name, "password": "no"})
    unknown = api()("POST", "tokens", {"login": "nobody", "password": "no"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert wrong.headers["Content-Type"] == "application/problem+json"


def test_openapi_is_3_1(api, db):
    schema = api()("GET", "openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    assert {"/api/v1/tokens", "/api/v1/me", "/api/v1/units", "/api/v1/records"} <= set(schema["paths"])


def test_units_are_paged_by_cursor(api, cast, county):
    call = api(cast.resident)
    first = call("GET", "units?limit=4").json()
    second = call("GET", f"units?limit=4&cursor={first['next']}").json()
    ids = [row["id"] for row in first["items"] + second["items"]]
    assert ids == sorted(ids, reverse=True)
    assert (len(ids), second["next"]) == (6, "")
    assert call("GET", "units?cursor=!!").status_code == 422
    assert call("GET", f"units/{county.station.pk}").json()["name"] == county.station.name
    assert call("GET", "units/999999").json()["code"] == "not-found"
