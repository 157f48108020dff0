"""The writes of `people`: persons, accounts, logins, appointments, positions, tokens, messages, consents, privacy."""

from shijian.people.operations.accounts import (
    accept_invitation,
    change_account_state,
    invite,
    may_handle_login,
    open_account,
    set_password,
    sign_up,
)
from shijian.people.operations.appointments import appoint, end_appointment
from shijian.people.operations.codes import (
    CodeRefused,
    CodesLimited,
    ask_code,
    confirm_phone,
    log_in_by_code,
    reset_by_code,
)
from shijian.people.operations.consents import give_consent, withdraw_consent
from shijian.people.operations.devices import end_device, sign_out_everywhere
from shijian.people.operations.displays import set_display
from shijian.people.operations.factors import (
    add_app,
    add_key,
    clear_factors,
    remove_factor,
    rename_key,
    renew_codes,
)
from shijian.people.operations.facts import Facts
from shijian.people.operations.holding import hold_persons
from shijian.people.operations.links import link, log_in_by_link, note_refusal, unlink
from shijian.people.operations.logins import (
    FactorNeeded,
    LoginLocked,
    LoginRefused,
    PasswordDue,
    SlipRefused,
    log_in,
    log_out,
    redeem_slip,
)
from shijian.people.operations.looking import TooManyLooks, look_closely
from shijian.people.operations.messages import mark_read, notify
from shijian.people.operations.notices import publish_notice
from shijian.people.operations.persons import (
    change_person,
    register_many,
    register_person,
)
from shijian.people.operations.persons_merge import MERGERS, merge_persons
from shijian.people.operations.positions import change_public_phone, leave_position, place
from shijian.people.operations.registers import (
    close_incident,
    decide_purpose,
    record_assessment,
    record_incident,
    report_incident,
)
from shijian.people.operations.requests import (
    ask_about_data,
    grant_request,
    hand_out_copy,
    refuse_request,
    withdraw_request,
)
from shijian.people.operations.resets import ask_reset, decide_reset, issue_reset
from shijian.people.operations.second_step import (
    FactorRefused,
    confirm,
    log_in_with_factor,
    log_in_with_passkey,
)
from shijian.people.operations.terms import announce, note_end
from shijian.people.operations.tokens import issue_token, revoke_token

__all__ = [
    "MERGERS",
    "CodeRefused",
    "CodesLimited",
    "FactorNeeded",
    "FactorRefused",
    "Facts",
    "LoginLocked",
    "LoginRefused",
    "PasswordDue",
    "SlipRefused",
    "TooManyLooks",
    "accept_invitation",
    "add_app",
    "add_key",
    "announce",
    "appoint",
    "ask_about_data",
    "ask_code",
    "ask_reset",
    "change_account_state",
    "change_person",
    "change_public_phone",
    "clear_factors",
    "close_incident",
    "confirm",
    "confirm_phone",
    "decide_purpose",
    "decide_reset",
    "end_appointment",
    "end_device",
    "give_consent",
    "grant_request",
    "hand_out_copy",
    "hold_persons",
    "invite",
    "issue_reset",
    "issue_token",
    "leave_position",
    "link",
    "log_in",
    "log_in_by_code",
    "log_in_by_link",
    "log_in_with_factor",
    "log_in_with_passkey",
    "log_out",
    "look_closely",
    "mark_read",
    "may_handle_login",
    "merge_persons",
    "note_end",
    "note_refusal",
    "notify",
    "open_account",
    "place",
    "publish_notice",
    "record_assessment",
    "record_incident",
    "redeem_slip",
    "refuse_request",
    "register_many",
    "register_person",
    "remove_factor",
    "rename_key",
    "renew_codes",
    "report_incident",
    "reset_by_code",
    "revoke_token",
    "set_display",
    "set_password",
    "sign_out_everywhere",
    "sign_up",
    "unlink",
    "withdraw_consent",
    "withdraw_request",
]
