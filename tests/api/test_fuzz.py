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
    "\0", "a\0b", "x" * 3000, "🙂", "长" * 300, "' OR 1=1 --", "%s%n{0}", "../../etc", "<script>", "‮",
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


def resolved(schema):
    while "$ref" in schema or "allOf" in schema:
        schema = SCHEMAS[schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema["allOf"][0]
    return schema


def fitting(schema, depth=0):
    """Values that the schema admits, more or less: they reach the operations behind it."""
    schema = resolved(schema)
    if "anyOf" in schema:
        return st.one_of([fitting(each, depth) for each in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kind = schema.get("type")
    if kind == "integer":
        return st.integers(schema.get("minimum", -5), min(schema.get("maximum", 50), 50))
    if kind == "string" and schema.get("format") == "date-time":
        return st.sampled_from(
            ["2026-11-24T09:00", "2030-01-01T00:00Z", "2199-12-31T23:59:59-12:00", "1900-01-01T00:00"]
        )
    if kind == "string" and schema.get("format") == "date":
        return st.dates().map(str)
    if kind == "string":
        return st.text(min_size=schema.get("minLength", 0), max_size=min(schema.get("maxLength", 60), 60))
    if kind == "array":
        return st.lists(fitting(schema["items"], depth + 1), max_size=3)
    if kind == "object":
        return bodies(schema, depth + 1)
    return st.sampled_from([True, False, None])


def bodies(schema, depth=0):
    """Objects with right and wrong values for the known fields, some missing."""
    right = {name: fitting(inner, depth) for name, inner in schema["properties"].items()}
    mixed = {name: st.one_of(each, each, values) for name, each in right.items()}
    needed = [name for name in right if name in schema.get("required", ())]
    rest = {name: each for name, each in right.items() if name not in needed}
    whole = st.fixed_dictionaries({name: right[name] for name in needed}, optional=rest)
    return st.one_of(whole, whole, st.fixed_dictionaries({}, optional=mixed))


def body_of(operation):
    content = operation.details.get("requestBody", {}).get("content", {})
    if not content:
        return st.none()
    schema = resolved(content["application/json"]["schema"])
    return st.one_of(bodies(schema), bodies(schema), bodies(schema), values)


def query_of(operation):
    named = [each for each in operation.details["parameters"] if each.get("in") == "query"]
    chosen = {each["name"]: st.one_of(fitting(each["schema"]), values).map(str) for each in named}
    return st.fixed_dictionaries({}, optional=chosen)


@pytest.fixture
def world(cast, county):
    """Rows that requests may meet; `.ids` of them all."""
    orders = [
        OrderFactory(recipient=cast.resident, unit=county.station, handler=county.hub, state=state, team=team)
        for state, team in [
            ("verifying", None), ("queued", None), ("offered", None), ("accepted", cast.team),
            ("serving", cast.team), ("rating", cast.team), ("rejected", None),
        ]
    ]  # fmt: skip
    offers = [OfferFactory(order=orders[2], volunteer=cast.volunteer.volunteer)]
    for order in orders[3:5]:
        AssignmentFactory(order=order, volunteer=cast.volunteer.volunteer)
    rows = [
        *orders,
        *offers,
        MenuItemFactory(team=cast.team, unit=county.hub),
        cast.team,
        cast.volunteer.volunteer,
    ]
    return SimpleNamespace(cast=cast, ids=[row.pk for row in rows])


@pytest.mark.parametrize("operation", operations(), ids=lambda each: each.details["operationId"])
def test_no_input_breaks_a_route(world, api, operation):
    calls = {who: api(getattr(world.cast, who)) for who in ("resident", "volunteer", "leader", "hub")}
    if operation.details["operationId"] == "revoke_current_token":
        calls = {"resident": api()}

    @settings(
        max_examples=60,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        who=st.sampled_from(sorted(calls)),
        body=body_of(operation),
        query=query_of(operation),
        key=st.one_of(st.sampled_from(world.ids), st.sampled_from(world.ids), values),
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
