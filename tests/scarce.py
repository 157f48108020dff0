"""What is raced elsewhere, and the operations that take nothing that another could take, each with its reason."""

from tests import scarce_activities, scarce_points

ELSEWHERE = {
    **scarce_activities.ELSEWHERE,
    **scarce_points.ELSEWHERE,
    "shijian.kernel.crypto.rotate": "tests/kernel/test_crypto.py::test_rotations_at_once_lose_no_key",
    "shijian.kernel.rekeying.rotate_signing": (
        "tests/kernel/test_crypto.py::test_rotations_of_the_signing_key_at_once_keep_every_public_key"
    ),
    "shijian.api.idempotency.replay": "tests/api/test_idempotency.py::test_the_same_request_twice_at_once",
    "shijian.kernel.counts.one_more": "tests/kernel/test_counts.py::test_threads_lose_no_count",
}
FLOW = "moves one locked row by the table of its flow: who comes second finds another state"
LAST = "the later word stands, and both are in the audit"
TRACE = "adds a row of its own each time, whatever others do"
ENDS = "ends something; ending it again changes nothing"
LOCKED = "changes rows under the lock of the one thing that they belong to"

AS = "shijian.assessment.operations"
ORDERS, P, V = "shijian.orders.operations", "shijian.people.operations", "shijian.volunteers.operations"
K, R, U, W = (
    "shijian.kernel",
    "shijian.records.operations",
    "shijian.units.operations",
    "shijian.web.operations",
)


def _all(package, reason, *names):
    return {f"{package}.{name}": reason for name in names}


PLAIN = {
    **_all(AS, FLOW, "refuse_target"),
    **scarce_activities.PLAIN,
    **scarce_points.PLAIN,
    **_all(f"{ORDERS}.dispatch", FLOW, "hand_over", "open_for_claims", "start_with"),
    **_all(f"{ORDERS}.menu", FLOW, "submit_item", "retire_item"),
    **_all(f"{ORDERS}.menu", LAST, "change_item"),
    **_all(f"{ORDERS}.menu", TRACE, "add_item"),
    **_all(f"{ORDERS}.plans.making", FLOW, "drop_plan", "fill_plan"),
    f"{ORDERS}.plans.learning.learn_chances": "once a day, one at a time: who comes second finds the row of today",
    **_all(f"{ORDERS}.plans.sending", FLOW, "finish_sending", "start_sending"),
    **_all(f"{ORDERS}.rating", FLOW, "reopen_order"),
    **_all(f"{ORDERS}.risks", TRACE, "read_risk"),
    **_all(f"{ORDERS}.service", FLOW, "confirm_service", "finish_order"),
    **_all(f"{ORDERS}.verify", FLOW, "appeal_order"),
    **_all(f"{ORDERS}.verify", TRACE, "urge_order"),
    **_all(f"{P}.accounts", LAST, "change_account_state", "set_password"),
    **_all(f"{P}.accounts", LOCKED, "invite"),
    **_all(f"{P}.appointments", ENDS, "end_appointment"),
    **_all(f"{P}.devices", ENDS, "end_device", "sign_out_everywhere"),
    **_all(f"{P}.displays", LAST, "set_display"),
    **_all(f"{P}.dormancy", ENDS, "close_demo_accounts", "suspend"),
    **_all(f"{P}.factors", LOCKED, "add_key", "clear_factors", "remove_factor"),
    **_all(f"{P}.factors", LAST, "rename_key"),
    **_all(f"{P}.links", TRACE, "note_refusal"),
    **_all(f"{P}.links", ENDS, "unlink"),
    **_all(f"{P}.logins", TRACE, "half_welcome", "log_out", "refuse", "welcome"),
    **_all(f"{P}.messages", ENDS, "mark_read"),
    **_all(f"{P}.minors.access", TRACE, "ask_access", "break_glass", "look"),
    **_all(f"{P}.minors.access", ENDS, "end_access"),
    **_all(f"{P}.minors.audits", TRACE, "remind"),
    **_all(f"{P}.minors.children", LOCKED, "refuse_child_data"),
    **_all(f"{P}.minors.daily", ENDS, "birthdays"),
    **_all(f"{P}.minors.guardians", LOCKED, "end_guardian"),
    **_all(f"{P}.minors.harm", FLOW, "close_harm", "reopen_harm", "tell_harm"),
    **_all(f"{P}.minors.harm", TRACE, "alarm_overdue", "note_harm", "read_harm", "report_harm"),
    **_all(
        f"{P}.minors.papers", LOCKED, "consent_as_guardian", "end_paper", "note_paper", "withdraw_as_guardian"
    ),
    **_all(f"{P}.notices", LOCKED, "renew_or_lapse"),
    **_all(f"{P}.persons", TRACE, "register_many", "register_person"),
    **_all(f"{P}.positions", LAST, "change_public_phone"),
    **_all(f"{P}.positions", ENDS, "leave_position"),
    **_all(f"{P}.registers", LAST, "decide_purpose"),
    **_all(f"{P}.registers", FLOW, "close_incident"),
    **_all(f"{P}.registers", TRACE, "record_assessment", "record_incident", "report_incident"),
    **_all(f"{P}.requests", TRACE, "hand_out_copy"),
    **_all(f"{P}.requests", FLOW, "withdraw_request"),
    **_all(f"{P}.resets", FLOW, "_lapse_one"),
    **_all(f"{P}.second_step", TRACE, "note_confirmed"),
    **_all(f"{P}.terms", ENDS, "announce", "note_end"),
    **_all(f"{P}.tokens", TRACE, "issue_token"),
    **_all(f"{P}.tokens", ENDS, "revoke_token"),
    **_all(f"{R}.complaints", LAST, "take_complaint"),
    **_all(f"{R}.complaints", FLOW, "hand_up_complaint", "reopen_complaint"),
    **_all(f"{U}.facts", LAST, "change_unit"),
    **_all(f"{U}.founding", FLOW, "open_unit"),
    **_all(f"{U}.layout", LOCKED, "lay_out_county"),
    **_all(f"{U}.life", FLOW, "merge_unit", "reopen_unit"),
    **_all(f"{U}.life", LOCKED, "rename_unit"),
    **_all(f"{U}.offices", LAST, "change_office"),
    **_all(f"{U}.offices", ENDS, "dissolve_office"),
    **_all(f"{V}.exports", TRACE, "export_result", "export_roll"),
    **_all(f"{V}.facts", LAST, "change_volunteer", "set_availability", "set_free_day", "set_skills"),
    **_all(f"{V}.facts", TRACE, "record_insurance", "record_licence"),
    **_all(f"{V}.import_runs", LAST, "choose_columns", "choose_sheet"),
    **_all(f"{V}.import_runs", FLOW, "cancel_import", "resume_import"),
    **_all(f"{V}.joins", FLOW, "withdraw_join"),
    **_all(f"{V}.register", LOCKED, "register_new_volunteer"),
    **_all(
        f"{V}.states", FLOW, "give_guardian_consent", "leave_register", "pause_volunteer", "resume_volunteer"
    ),
    **_all(f"{V}.states", FLOW, "withdraw_guardian_consent"),
    **_all(f"{V}.teams", LAST, "change_team"),
    **_all(f"{V}.teams", FLOW, "dissolve_team"),
    **_all(f"{V}.teams", TRACE, "found_team"),
    **_all(W, LAST, "remove_picture", "restore_picture", "set_picture"),
    **_all(W, TRACE, "export_trail"),
    **_all(f"{K}.backup.operations", TRACE, "note_run"),
    **_all(f"{K}.policy", TRACE, "set_value"),
    **_all(f"{K}.audit.retention", LOCKED, "let_go"),
    **_all(f"{ORDERS}.command", LAST, "name_command"),
    **_all(f"{ORDERS}.cover", TRACE, "insure_order"),
    **_all(f"{R}.complaint_deadlines", LOCKED, "follow_complaint"),
    **_all(f"{R}.objections", LOCKED, "remind_of_objection"),
    **_all(f"{R}.topups", LOCKED, "remind_of_top_up"),
    **_all(f"{R}.imports", LOCKED, "remind_of_import"),
    **_all(f"{R}.commendations", LOCKED, "remind_of_commendation"),
    **_all(f"{R}.imports", FLOW, "hand_in_import"),
    **_all(f"{R}.imports", TRACE, "upload_hours", "take_rows"),
    **_all(f"{R}.import_columns", FLOW, "choose_import_columns"),
    **_all(f"{R}.import_columns", LAST, "choose_import_sheet"),
    **_all(f"{R}.import_recording", LOCKED, "void_import"),
    **_all(f"{R}.rechecks", FLOW, "confirm_recheck", "deny_recheck"),
    **_all(f"{R}.rechecks", LOCKED, "note_try"),
    **_all(f"{R}.rechecks", TRACE, "reveal_contact"),
    **_all(f"{R}.signals", FLOW, "clear_signal", "confirm_signal", "take_signal"),
    **_all(f"{R}.certificate_requests", LOCKED, "flag_certificates"),
    **_all(f"{R}.commendations", FLOW, "revoke_commendation"),
    **_all(f"{R}.proofs", TRACE, "make_statement"),
    **_all(f"{R}.proofs", LOCKED, "make_consented_statement"),
    **_all(f"{R}.stars", FLOW, "confirm_star", "end_publicity", "refuse_star", "take_back_star"),
    f"{R}.older_rows.seal_older_rows": "under a lock of its own; of two seals over the same rows the first holds",
    **_all(f"{R}.star_reviews", FLOW, "keep_star", "question_star", "settle_star", "withdraw_star"),
    **_all(
        f"{R}.star_doubts", FLOW, "reject_star_objection", "uphold_star_objection", "withdraw_star_objection"
    ),
    **_all(
        f"{V}.agreements", LOCKED, "offer_agreement", "sign_agreement", "decline_agreement", "end_agreement"
    ),
    **_all(f"{V}.cover", TRACE, "insure_group"),
    **_all(f"{V}.cover", ENDS, "end_group_insurance"),
    **_all(f"{V}.cover", LOCKED, "name_covered"),
    **_all(f"{V}.standing", ENDS, "end_community_consent"),
    **_all(f"{V}.standing", TRACE, "note_community_consent"),
    **_all(f"{V}.standing", LAST, "set_standing"),
    **_all(f"{V}.trainings", LAST, "change_training_kind"),
    **_all(f"{V}.trainings", LOCKED, "confirm_training", "void_training"),
    **_all(f"{V}.trainings", TRACE, "record_training"),
    **_all(f"{K}.rekeying", LOCKED, "drop_field_key"),
    **_all(f"{K}.reindexing", LOCKED, "recompute", "drop_index_keys"),
    **_all(f"{K}.retention.run", LOCKED, "do_batch"),
}
