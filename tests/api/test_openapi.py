"""The OpenAPI document is complete, and its routes are those that were promised."""

import pytest

from tests.api.routes import document, operations

PROMISED = """
POST tokens | DELETE tokens/current | GET me | GET units | GET units/{id} | GET menu-items | GET orders | POST orders
GET orders/{id} | POST orders/{id}/verify | POST orders/{id}/reject | POST orders/{id}/dispatch
POST orders/{id}/withdraw | POST orders/{id}/urge | POST orders/{id}/check-in | POST orders/{id}/check-out
POST orders/{id}/finish | POST orders/{id}/rate | GET orders/{id}/candidates | GET offers | POST offers/{id}/accept
POST offers/{id}/refuse | GET volunteers | POST volunteers | GET teams | POST teams/{id}/join-requests | GET records
"""
MORE = """
GET messages | POST messages/read | GET skills | GET teams/{id} | GET volunteers/{id} | GET menu-items/{id}
GET orders/{id}/timeline | GET orders/{id}/offers | POST orders/{id}/appeal | POST orders/{id}/refer
POST orders/{id}/hand-over | POST orders/{id}/claim | POST orders/{id}/confirm | POST orders/{id}/no-show
POST orders/{id}/withdraw-assignment | GET complaints | POST complaints | GET complaints/{id}
GET me/data | GET me/consents | POST me/consents | POST me/consents/withdraw | GET me/requests | POST me/requests
POST complaints/{id}/withdraw | POST complaints/{id}/reopen | POST codes | POST tokens/by-code
GET records/top-ups | POST records/top-ups | POST records/top-ups/{id}/withdraw
GET records/commendations | POST records/commendations
GET me/star | POST me/star
GET records/objections | POST records/objections | POST records/objections/{id}/withdraw
POST orders/{id}/read-risk | POST orders/{id}/object
GET wards | PUT wards/{id}/consents/{id} | DELETE wards/{id}/consents/{id}
GET plans | GET plans/{id} | GET sessions/{id}/roll | POST sessions/{id}/roll
POST wards/{id}/refusal | GET child-notice | GET harm-reports | POST harm-reports
GET activities | GET activities/{id} | POST activities/{id}/risk
POST sessions/{id}/places | POST sessions/{id}/blocks | POST openings/{id}/standing | POST standings/{id}/end
GET places | GET places/{id} | POST places/{id}/accept | POST places/{id}/decline | POST places/{id}/withdraw
POST places/{id}/name | POST places/{id}/swap | GET swaps | POST swaps/{id}/take | POST swaps/{id}/call-off
GET sessions/{id}/site-code | POST sessions/{id}/scans | POST scans/{id}/object
GET me/health-declaration | PUT me/health-declaration | DELETE me/health-declaration
GET certificates
GET me/points | GET me/points/entries
GET rewards | POST rewards/{id}/redeem | GET me/redemptions | POST redemptions/{id}/cancel
GET certificates/requests | POST certificates/requests | POST certificates/requests/{id}/withdraw
GET places/{id}/attendance | POST places/{id}/check-in | POST places/{id}/check-out
"""
OPEN = {"tokens", "tokens/by-code", "codes"}
IDS = [
    "accept_offer", "accept_place", "appeal_order", "apply_for_star", "ask_about_data", "ask_certificate",
    "ask_code", "ask_for_substitute", "ask_to_join", "ask_top_up", "call_off_swap", "cancel_redemption",
    "check_in", "check_in_place", "check_out", "check_out_place", "claim_order", "confirm_service",
    "create_order", "create_token", "create_token_by_code", "decline_place", "delete_health_declaration",
    "dispatch_order", "end_standing", "file_complaint", "finish_order", "get_activity", "get_attendance",
    "get_child_notice", "get_complaint", "get_health_declaration", "get_menu_item", "get_order", "get_place",
    "get_plan", "get_site_codes", "get_team", "get_timeline", "get_unit", "get_volunteer", "give_consent",
    "give_ward_consent", "hand_over_order", "list_activities", "list_candidates", "list_certificate_requests",
    "list_certificates",
    "list_commendations", "list_complaints", "list_consents", "list_data_requests", "list_harm_reports",
    "list_menu_items", "list_messages", "list_objections", "list_offers", "list_offers_of_order", "list_orders",
    "list_places", "list_plans", "list_points_entries", "list_records", "list_redemptions", "list_rewards",
    "list_roll", "list_skills", "list_swaps", "list_teams", "list_top_ups", "list_units", "list_volunteers",
    "list_wards", "mark_messages_read", "mark_no_show", "me", "my_data", "my_points", "my_star", "name_member",
    "object_to_no_show", "object_to_record", "object_to_scan", "put_health_declaration", "rate_order",
    "read_activity_risk", "read_risk", "redeem_reward", "refer_order", "refuse_child_data", "refuse_offer",
    "register_volunteer", "reject_order", "reopen_complaint", "report_commendation", "report_harm",
    "revoke_current_token",
    "send_scans", "sign_up", "sign_up_at_desk", "sign_up_block", "start_standing", "take_swap", "urge_order",
    "verify_order", "withdraw_assignment", "withdraw_certificate_request", "withdraw_complaint",
    "withdraw_consent", "withdraw_objection", "withdraw_order", "withdraw_place", "withdraw_top_up",
    "withdraw_ward_consent",
]  # fmt: skip


def parsed(text):
    return {tuple(entry.split()) for line in text.strip().splitlines() for entry in line.split("|")}


def test_the_routes_are_those_that_were_promised():
    routes = {(each.method, each.plain) for each in operations()}
    assert parsed(PROMISED) - routes == set()
    assert routes == parsed(PROMISED) | parsed(MORE)


def test_operation_ids_are_stable():
    assert sorted(each.details["operationId"] for each in operations()) == IDS


@pytest.mark.parametrize("each", operations(), ids=lambda each: each.details["operationId"])
def test_an_operation_is_described_whole(each):
    errors = {status: answer for status, answer in each.details["responses"].items() if status >= 400}
    of_body = {413, 415} if "requestBody" in each.details else set()
    assert set(errors) == {400, 401, 403, 404, 409, 422, 429} | of_body
    for answer in errors.values():
        assert answer["content"] == {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        }
    assert each.details["description"]
    assert each.details.get("security") == (None if each.plain in OPEN else [{"Bearer": []}])
    keyed = {"$ref": "#/components/parameters/IdempotencyKey"} in each.details["parameters"]
    assert keyed == (each.method != "GET")


def test_the_document_stands_for_itself(api, db):
    served = api()("GET", "openapi.json")
    assert served.status_code == 200
    body = served.json()
    assert body["openapi"] == "3.1.0"
    assert body["components"]["securitySchemes"]["Bearer"] == {"type": "http", "scheme": "bearer"}
    assert body["components"]["parameters"]["IdempotencyKey"]["in"] == "header"
    assert set(_references(body)) - set(_names(body)) == set()
    assert set(body["paths"]) == set(document()["paths"])


def _references(node):
    if isinstance(node, dict):
        yield from ([node["$ref"]] if isinstance(node.get("$ref"), str) else [])
        for inner in node.values():
            yield from _references(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _references(inner)


def _names(body):
    return [f"#/components/{kind}/{name}" for kind, rows in body["components"].items() for name in rows]
