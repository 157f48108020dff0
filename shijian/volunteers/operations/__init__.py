"""The writes of `volunteers`: register, states, facts, teams, memberships, requests."""

from shijian.volunteers.operations.facts import (
    change_volunteer,
    record_insurance,
    record_licence,
    set_availability,
    set_free_day,
    set_skills,
)
from shijian.volunteers.operations.finding import index_team, index_volunteers
from shijian.volunteers.operations.joins import AlreadyAsked, decide_join, request_join, withdraw_join
from shijian.volunteers.operations.members import AlreadyMember, add_member, leave_team, set_leader
from shijian.volunteers.operations.numbers import new_number, new_numbers
from shijian.volunteers.operations.register import (
    AlreadyRegistered,
    TooYoung,
    register_new_volunteer,
    register_volunteer,
)
from shijian.volunteers.operations.states import (
    confirm_volunteer,
    give_guardian_consent,
    leave_register,
    pause_volunteer,
    resume_volunteer,
    withdraw_guardian_consent,
)
from shijian.volunteers.operations.teams import change_team, dissolve_team, found_team

__all__ = [
    "AlreadyAsked",
    "AlreadyMember",
    "AlreadyRegistered",
    "TooYoung",
    "add_member",
    "change_team",
    "change_volunteer",
    "confirm_volunteer",
    "decide_join",
    "dissolve_team",
    "found_team",
    "give_guardian_consent",
    "index_team",
    "index_volunteers",
    "leave_register",
    "leave_team",
    "new_number",
    "new_numbers",
    "pause_volunteer",
    "record_insurance",
    "record_licence",
    "register_new_volunteer",
    "register_volunteer",
    "request_join",
    "resume_volunteer",
    "set_availability",
    "set_free_day",
    "set_leader",
    "set_skills",
    "withdraw_guardian_consent",
    "withdraw_join",
]
