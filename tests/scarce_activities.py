"""The operations of activities that are raced in their own tests, or take nothing that another could take."""

A = "shijian.activities.operations"
RUSH = "tests/activities/test_seats_race.py::test_sixty_want_twenty_places"
DESK = "tests/activities/test_desk_races.py::test_one_scan_sent_by_several_devices_counts_once"
FLOW = "moves one locked row by the table of its flow: who comes second finds another state"
LAST = "the later word stands, and both are in the audit"
TRACE = "adds a row of its own each time, whatever others do"
ENDS = "ends something; ending it again changes nothing"
LOCKED = "changes rows under the lock of the one thing that they belong to"
SEATS = "gives places under the lock of the opening, as signing up does, which is raced"


def _all(package, reason, *names):
    return {f"{A}.{package}.{name}": reason for name in names}


ELSEWHERE = {
    **_all("sign_up", RUSH, "sign_up"),
    **_all("scanning", DESK, "scan_for"),
}
PLAIN = {
    **_all("approval", FLOW, "approve_activity", "publish_activity", "return_activity"),
    **_all("archive", TRACE, "add_cost", "add_coverage"),
    **_all("archive", LOCKED, "add_photo", "archive_activity", "drop_budget", "drop_cost"),
    **_all("archive", LOCKED, "drop_coverage", "drop_photo"),
    **_all("archive", LAST, "set_budget", "show_photo", "write_results"),
    **_all("begin", TRACE, "begin_activity"),
    **_all("begin", LAST, "save_facts"),
    **_all("blocks", SEATS, "name_member", "take_block"),
    **_all("capacity", SEATS, "set_capacity"),
    **_all("ceremonies", TRACE, "add_part", "invite_guest"),
    **_all("ceremonies", LOCKED, "drop_part", "set_points", "set_up_ceremony"),
    **_all("ceremonies", LAST, "note_guest"),
    **_all(
        "certificates",
        LOCKED,
        "issue_certificates",
        "reissue_contest_certificate",
        "revoke_contest_certificate",
    ),
    **_all("choosing", LOCKED, "add_term"),
    **_all("choosing", LAST, "open_term", "use_scheme"),
    **_all("closing", LOCKED, "ask_when_left", "close_forgotten", "end_meeting"),
    **_all("closing", LAST, "count_walk_ins"),
    **_all("contests", LOCKED, "enter_contest", "set_up_contest", "take_out", "withdraw_entry"),
    **_all("desk_sign_up", SEATS, "sign_up_at_desk", "welcome_person"),
    **_all("ending", FLOW, "cancel_activity", "end_activity", "start_activity"),
    **_all("feeds", LOCKED, "renew_link"),
    **_all("feeds", ENDS, "revoke_link"),
    **_all("hosts", LAST, "set_hosts"),
    **_all("kiosk", TRACE, "kiosk_slip", "open_kiosk"),
    **_all("kiosk", SEATS, "kiosk_sign"),
    **_all("leaving", SEATS, "decline_place", "remove", "withdraw"),
    **_all("leaving", FLOW, "mark_absent", "unmark_absent"),
    **_all("lists", TRACE, "export_signups", "look_at_phones"),
    **_all("merging", ENDS, "end_double"),
    **_all("plan_items", TRACE, "add_item", "begin_planned", "take_suggestion"),
    **_all("plan_items", LOCKED, "copy_last_year"),
    **_all("plan_items", LAST, "change_item", "drop_item"),
    **_all("plan_reminders", LOCKED, "remind_item"),
    **_all("planning", FLOW, "publish_plan", "take_back_plan"),
    **_all("planning", LAST, "change_plan"),
    **_all("planning", LOCKED, "make_plan"),
    **_all("prepare", TRACE, "add_opening", "copy_activity", "prepare_activity"),
    **_all("prepare", LAST, "change_activity"),
    **_all("prepare", LOCKED, "drop_opening", "set_places"),
    **_all("results", FLOW, "publish_results"),
    **_all(
        "rounds",
        LOCKED,
        "appoint_judge",
        "close_round",
        "correct_mark",
        "draw_round",
        "enter_mark",
        "give_mark",
    ),
    **_all("rounds", ENDS, "end_judge"),
    **_all("rounds", LAST, "set_status"),
    **_all("scanning", LOCKED, "check_self", "enter_list", "scan_many"),
    **_all("scanning", SEATS, "welcome_guest"),
    **_all("seasons", ENDS, "end_season"),
    **_all("seasons", LAST, "keep_season"),
    **_all("series", LOCKED, "end_series"),
    **_all("sessions", LOCKED, "add_session", "add_sessions", "set_rule"),
    **_all("sessions", FLOW, "cancel_session"),
    **_all("sessions", LAST, "move_session"),
    **_all("sign_up", SEATS, "accept_place", "sign_up_guest", "sign_up_together"),
    **_all("sign_up", LOCKED, "read_activity_risk"),
    **_all("slips", TRACE, "enter_paper_slips", "give_slip"),
    **_all("standing", SEATS, "come_every_time"),
    **_all("standing", ENDS, "end_standing"),
    **_all("swaps", LOCKED, "ask_for_substitute", "call_off_swap"),
    **_all("swaps", SEATS, "take_over"),
    **_all("sweep", LOCKED, "extend_series", "remind"),
    **_all("sweep", SEATS, "lapse_offer"),
    **_all("vouching", LOCKED, "claim_times", "decide_scans", "object_to"),
}
