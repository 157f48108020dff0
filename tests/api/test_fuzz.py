"""Hostile values for every parameter of every route: never a server error, every refusal a problem document."""

from types import SimpleNamespace
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.routes import document, operations
from tests.factories.orders import AssignmentFactory, MenuItemFactory, OfferFactory, OrderFactory

HOSTILE = [
    None, True, False, 0, -1, 1, 2**31, 2**63 - 1, 2**63, 2**64, -(2**70), 1.5, -0.0, 1e308, "", " ", "0", "abc",
    "\0", "a\0b", "x" * 3000, "🙂", "长" * 300, "' OR 1=1 --", "%s%n{0}", "../../etc", "<script>", "\u202e",
    "2026-11-24T09:00", "2026-11-24T09:00:00+23:59", "0001-01-01T00:00:00+23:00", "9999-12-31T23:59:59-23:00",
    "13900001111", "repair", "zh", "phone", [], [None], [1, 2**63], ["x"] * 300, [[[]]], {}, {"a": {"b": []}},
]  # fmt: skip
SCHEMAS = document()["components"]["schemas"]
values = st.one_of(
    st.integers(0, len(HOSTILE) - 1).map(HOSTILE.__getitem__),
    st.text(max_size=40),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.recursive(
        st.none() | st.booleans() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
        max_leaves=5,
    ),
)


def mostly(right, wild=values):
    """Four times out of five a value that fits; hypothesis would flatten a plain `one_of`."""
    return st.integers(0, 4).flatmap(lambda roll: wild if roll == 0 else right)


def resolved(schema):
    while "$ref" in schema or "allOf" in schema:
        schema = SCHEMAS[schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema["allOf"][0]
    return schema


def fitting(schema, name, ids):
    """Values that the schema admits; an id is one of `ids` by the word in its name."""
    schema = resolved(schema)
    if "anyOf" in schema:
        return st.one_of([fitting(each, name, ids) for each in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kind = schema.get("type")
    if kind == "array":
        return st.lists(fitting(schema["items"], name, ids), max_size=2)
    if kind == "object":
        return bodies(schema, ids)
    if kind == "integer":
        return _number(schema, name, ids)
    return _text(schema) if kind == "string" else st.sampled_from([True, False, None])


def _number(schema, name, ids):
    known = ids.get(name.split("_")[0])
    if known:
        return st.sampled_from(known)
    least = schema.get("minimum", -5)
    return st.integers(least, min(schema.get("maximum", least + 55), least + 55))


def _text(schema):
    if schema.get("format") == "date-time":
        return st.sampled_from(
            ["2026-11-24T09:00", "2026-11-25T01:00Z", "2199-12-31T23:59:59-12:00", "1900-01-01T00:00"]
        )
    if schema.get("format") == "date":
        return st.dates().map(str)
    printable = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
    return st.text(
        printable, min_size=schema.get("minLength", 0), max_size=min(schema.get("maxLength", 60), 60)
    )


def bodies(schema, ids):
    """Objects whose fields mostly fit; some lack what they need."""
    right = {name: fitting(inner, name, ids) for name, inner in schema["properties"].items()}
    needed = [name for name in right if name in schema.get("required", ())]
    rest = {name: each for name, each in right.items() if name not in needed}
    whole = st.fixed_dictionaries({name: right[name] for name in needed}, optional=rest)
    mixed = st.fixed_dictionaries({}, optional={name: mostly(each) for name, each in right.items()})
    return mostly(whole, mixed)


def body_of(operation, ids):
    content = operation.details.get("requestBody", {}).get("content", {})
    if not content:
        return st.none()
    return mostly(bodies(resolved(content["application/json"]["schema"]), ids))


def query_of(operation, ids):
    named = [each for each in operation.details["parameters"] if each.get("in") == "query"]
    chosen = {each["name"]: mostly(fitting(each["schema"], each["name"], ids)).map(str) for each in named}
    return st.fixed_dictionaries({}, optional=chosen)


@pytest.fixture
def world(cast, county, time_machine):
    """Rows that requests may meet, and their ids by the word that names them in paths and fields."""
    time_machine.move_to("2026-11-24T08:30+08:00", tick=False)
    orders = [
        OrderFactory(recipient=cast.resident, unit=county.station, handler=county.hub, state=state, team=team)
        for state, team in [
            ("verifying", None), ("verifying", None), ("queued", None), ("queued", None), ("offered", None),
            ("accepted", cast.team), ("accepted", cast.team), ("serving", cast.team), ("rating", cast.team),
            ("rejected", None),
        ]
    ]  # fmt: skip
    offers = [OfferFactory(order=orders[4], volunteer=cast.volunteer.volunteer) for _ in range(1)]
    for order in orders[5:8]:
        AssignmentFactory(order=order, volunteer=cast.volunteer.volunteer)
    items = [MenuItemFactory(team=cast.team, unit=county.hub)]
    volunteers = [cast.volunteer.volunteer, cast.leader.volunteer]
    persons, units = [cast.resident, cast.volunteer], [county.station, county.hub]
    rows = {
        "orders": orders, "offers": offers, "menu-items": items, "item": items, "teams": [cast.team],
        "team": [cast.team], "volunteers": volunteers, "volunteer": volunteers, "recipient": persons,
        "person": persons, "units": units, "unit": units, "parent": units,
    }  # fmt: skip
    return SimpleNamespace(cast=cast, ids={name: [row.pk for row in each] for name, each in rows.items()})


@pytest.mark.parametrize("operation", operations(), ids=lambda each: each.details["operationId"])
def test_no_input_breaks_a_route(world, api, operation):
    calls = {who: api(getattr(world.cast, who)) for who in ("resident", "volunteer", "leader", "hub")}
    if operation.details["operationId"] == "revoke_current_token":
        calls = {"resident": api()}
    known = world.ids.get(operation.path.split("/")[0], [1])

    @settings(
        max_examples=50,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        who=st.sampled_from(sorted(calls)),
        body=body_of(operation, world.ids),
        query=query_of(operation, world.ids),
        key=mostly(st.sampled_from(known)),
    )
    def attack(who, body, query, key):
        path = operation.plain.replace("{id}", quote(str(key)[:100], safe="") or "0")
        text = "&".join(f"{name}={quote(value[:3000], safe='')}" for name, value in query.items())
        answer = calls[who](operation.method, f"{path}?{text}", body)
        assert answer.status_code < 500
        if answer.status_code >= 400:
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert answer.json()["status"] == answer.status_code

    attack()
