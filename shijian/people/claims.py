"""Which personal data this app holds about persons and accounts, and what for."""

from django.utils.translation import gettext_lazy as _

from shijian.kernel.purposes import hold
from shijian.people.purposes import ACCOUNT, HELP, IDENTITY, PUBLIC_NAME, SECURITY, STAFFING

hold(
    "people.Person",
    HELP,
    label=_("Contact"),
    subject="self",
    fields={
        "name": _("Name"),
        "phone": _("Phone"),
        "address": _("Address"),
        "unit": _("Unit"),
        "guardian": _("Guardian"),
        "created_at": _("Registered on"),
        "closed_at": _("Closed on"),
    },
    inner=("phone_index", "unit_path", "merged_into", "erased_at"),
)
hold(
    "people.Person",
    IDENTITY,
    label=_("Identity"),
    subject="self",
    fields={
        "sex": _("Sex"),
        "birth_date": _("Date of birth"),
        "document_type": _("Kind of document"),
        "document_number": _("Document number"),
        "ethnicity": _("Ethnicity"),
    },
    inner=("document_index",),
)
hold("people.Person", PUBLIC_NAME, label=_("Contact"), fields={"name": _("Name")})
hold("people.Person", "public-star", label=_("Contact"), fields={"name": _("Name")})
hold("people.Person", "ranking", label=_("Contact"), fields={"name": _("Name")})
hold(
    "people.Appointment",
    STAFFING,
    label=_("Appointments"),
    subject="person",
    fields={
        "unit": _("Unit"),
        "role": _("Role"),
        "starts_on": _("from"),
        "ends_on": _("until"),
    },
    inner=("person", "appointed_by"),
)
hold(
    "people.Position",
    STAFFING,
    label=_("Positions"),
    subject="person",
    fields={
        "unit": _("Unit"),
        "kind": _("Kind"),
        "title": _("Title"),
        "public_phone": _("Public phone"),
        "starts_on": _("from"),
        "ends_on": _("until"),
    },
    inner=("person", "office"),
)
hold(
    "people.Account",
    ACCOUNT,
    label=_("Account"),
    subject="person",
    fields={
        "login_name": _("Login name"),
        "last_login": _("Last login"),
        "created_at": _("Opened on"),
        "is_active": _("Open"),
    },
    inner=("person", "password", "phone_index", "is_demo", "reopened_at", "password_set_at"),
)
hold(
    "people.ApiToken",
    ACCOUNT,
    label=_("Access for programs"),
    subject="account__person",
    fields={"label": _("What it is for"), "created_at": _("Made on"), "expires_at": _("Ends on")},
    inner=("account", "token_hash", "revoked_at", "passed_factor"),
)
hold(
    "mfa.Authenticator",
    ACCOUNT,
    label=_("Second factors"),
    subject="user__person",
    fields={"type": _("Kind"), "created_at": _("Made on"), "last_used_at": _("Last seen on")},
    inner=("user", "data"),
)
hold(
    "socialaccount.SocialAccount",
    ACCOUNT,
    label=_("Logins of other platforms"),
    subject="user__person",
    fields={"provider": _("Platform"), "date_joined": _("Made on")},
    inner=("user", "uid", "last_login", "extra_data"),
)
hold(
    "people.Message",
    ACCOUNT,
    label=_("Messages"),
    subject="person",
    fields={"text": _("Text"), "created_at": _("Sent on"), "read_at": _("Read on")},
    inner=("person", "key", "url", "channel"),
)
hold(
    "people.DisplayChoice",
    ACCOUNT,
    label=_("Display"),
    subject="person",
    fields={
        "edition": _("Edition"),
        "size": _("Text size"),
        "theme": _("Colours"),
        "language": _("Language"),
    },
    inner=("person",),
)
hold(
    "people.Invitation",
    ACCOUNT,
    label=_("Invitations"),
    subject="person",
    fields={"expires_at": _("Ends on"), "used_at": _("Used on")},
    inner=("person", "token_hash", "invited_by", "ends_factors"),
)
hold(
    "people.LoginFailure",
    SECURITY,
    label=_("Logins that failed"),
    subject="account__person",
    fields={"at": _("When"), "ip": _("Network address")},
    inner=("account", "device"),
)
hold(
    "people.LoginSession",
    ACCOUNT,
    label=_("My devices"),
    subject="account__person",
    fields={"device": _("Device"), "began_at": _("Logged in on"), "seen_at": _("Last seen on")},
    inner=("account", "is_staff", "session_data", "expire_date"),
)
hold(
    "people.PastPassword", ACCOUNT, label=_("Earlier passwords"), inner=("account", "password", "replaced_at")
)
hold(
    "people.ResetRequest",
    SECURITY,
    label=_("Requests for a new password"),
    subject="person",
    fields={"state": _("Where it stands"), "asked_at": _("Asked on"), "issued_at": _("Handed out on")},
    inner=("person", "reason", "asked_by", "by_security", "expires_at", "decided_by", "decided_at"),
)
hold(
    "people.OneTimeCode",
    SECURITY,
    label=_("Codes by text message"),
    subject="account__person",
    fields={
        "purpose": _("What for"),
        "created_at": _("Asked on"),
        "used_at": _("Used on"),
        "ip": _("Network address"),
    },
    inner=("phone_index", "phone", "account", "code_hash", "expires_at", "tries"),
)
hold(
    "people.SmsDelivery",
    SECURITY,
    label=_("Text messages"),
    subject="code__account__person",
    fields={"state": _("Where it stands"), "done_at": _("Done on")},
    inner=("code", "words", "tries", "receipt", "created_at"),
)
