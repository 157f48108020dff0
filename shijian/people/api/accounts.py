"""Tokens and oneself."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from shijian.kernel.actor import ANONYMOUS, Channel
from shijian.kernel.api import ERRORS, Key, Named, actor_of, bearer_of, cut, page_of
from shijian.people import operations, passwords
from shijian.people.api.minors import router as minors
from shijian.people.api.privacy import router as privacy
from shijian.people.enums import CodePurpose
from shijian.people.models import Message, Person
from shijian.people.queries.accounts import by_token
from shijian.people.queries.actors import actor_for

router = Router(tags=["people"])
router.add_router("", privacy)


class Login(Schema):
    """Who wants a token."""

    login: str = Field(min_length=1, max_length=60, description="Login name or phone number")
    password: str = Field(min_length=1, max_length=200)
    label: str = Field("", max_length=60, description="What the token is for, shown in the list of devices")


class Token(Schema):
    """A bearer token; the secret is shown once."""

    token: str
    expires_at: str


class CodeIn(Schema):
    """The number to which a code for logging in goes."""

    phone: str = Field(min_length=1, max_length=30)


class CodeOut(Schema):
    """What to send back with the digits; the same for a number that nobody has."""

    code_id: int
    expires_at: str


class CodeLogin(Schema):
    """The digits of the message."""

    code_id: Key
    digits: str = Field(min_length=1, max_length=12)
    label: str = Field("", max_length=60, description="What the token is for, shown in the list of devices")


class Me(Schema):
    """The person behind the token."""

    id: int
    name: str
    unit: Named
    roles: list[str]
    permissions: list[str]
    volunteer_id: int | None
    led_team_ids: list[int]


class MessageOut(Schema):
    """A sentence in one's inbox; `url` is the page that it is about."""

    id: int
    text: str
    url: str
    created_at: dt.datetime
    read_at: dt.datetime | None

    @classmethod
    def of(cls, message: Message) -> MessageOut:
        """Give the facts of `message`."""
        return cls(**{name: getattr(message, name) for name in cls.model_fields})


class ReadIn(Schema):
    """Which messages were read; all of them when left out."""

    ids: list[Key] | None = Field(None, max_length=200)


class ReadOut(Schema):
    """How many messages were new."""

    marked: int


MessagePage = page_of(MessageOut)


@router.post("tokens", response={201: Token, **ERRORS}, auth=None, operation_id="create_token")
def create_token(request: HttpRequest, data: Login) -> object:
    """Exchange a login for a bearer token. A wrong login answers 401 and does not say which part is wrong.

    Staff whose password is due get 403 with the code `password-due` and choose a new one on the page.
    """
    caller = replace(ANONYMOUS, channel=Channel.API, ip=request.META.get("REMOTE_ADDR"))
    account = operations.log_in(data.login, data.password, actor=caller)
    if passwords.is_due(account, data.password):
        raise operations.PasswordDue
    actor = actor_for(account.person, channel=Channel.API, ip=caller.ip)
    row, secret = operations.issue_token(account, label=data.label, actor=actor)
    return Status(201, {"token": secret, "expires_at": row.expires_at.isoformat()})


@router.post("codes", response={201: CodeOut, **ERRORS}, auth=None, operation_id="ask_code")
def ask_code(request: HttpRequest, data: CodeIn) -> object:
    """Have a code sent by text message to the number of a resident or volunteer. 404 where there is no gateway.

    The answer does not say whether the number is known. Too many codes answer 429.
    """
    caller = replace(ANONYMOUS, channel=Channel.API, ip=request.META.get("REMOTE_ADDR"))
    row = operations.ask_code(data.phone, purpose=CodePurpose.LOGIN, actor=caller)
    return Status(201, {"code_id": row.pk, "expires_at": row.expires_at.isoformat()})


@router.post(
    "tokens/by-code", response={201: Token, **ERRORS}, auth=None, operation_id="create_token_by_code"
)
def create_token_by_code(request: HttpRequest, data: CodeLogin) -> object:
    """Exchange a code for a bearer token. A wrong, used or old code answers 401."""
    caller = replace(ANONYMOUS, channel=Channel.API, ip=request.META.get("REMOTE_ADDR"))
    account = operations.log_in_by_code(data.code_id, data.digits, actor=caller)
    actor = actor_for(account.person, channel=Channel.API, ip=caller.ip)
    row, secret = operations.issue_token(account, label=data.label, actor=actor)
    return Status(201, {"token": secret, "expires_at": row.expires_at.isoformat()})


@router.delete("tokens/current", response={204: None, **ERRORS}, operation_id="revoke_current_token")
def revoke_current(request: HttpRequest) -> object:
    """Revoke the token of this request."""
    token = by_token(bearer_of(request))
    if token is not None:
        operations.revoke_token(token, actor=actor_of(request))
    return HttpResponse(status=204)


@router.get("me", response={200: Me, **ERRORS}, operation_id="me")
def me(request: HttpRequest) -> object:
    """Show the person behind the token, and what he may do."""
    actor = actor_of(request)
    person = Person.objects.select_related("unit").get(pk=actor.person_id)
    return {
        "id": person.pk,
        "name": person.name,
        "unit": Named(id=person.unit_id, name=person.unit.name),
        "roles": sorted(actor.roles),
        "permissions": sorted(actor.grants),
        "volunteer_id": actor.volunteer_id,
        "led_team_ids": sorted(actor.led_team_ids),
    }


@router.get("messages", response={200: MessagePage, **ERRORS}, operation_id="list_messages")
def list_messages(request: HttpRequest, unread: bool = False, cursor: str = "", limit: int = 20) -> object:
    """List one's own messages, newest first."""
    rows = Message.objects.filter(person_id=actor_of(request).person_id)
    if unread:
        rows = rows.filter(read_at__isnull=True)
    return cut(rows, cursor=cursor, limit=limit, show=MessageOut.of)


@router.post("messages/read", response={200: ReadOut, **ERRORS}, operation_id="mark_messages_read")
def mark_messages_read(request: HttpRequest, data: ReadIn) -> object:
    """Mark one's own messages as read."""
    return {"marked": operations.mark_read(data.ids, actor=actor_of(request))}


router.add_router("", minors)
