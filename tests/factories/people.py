"""Persons without and with accounts, appointments, positions."""

import datetime as dt
import hashlib

import factory
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from factory.django import DjangoModelFactory

from shijian.kernel import crypto
from shijian.people.enums import PositionKind, Purpose, Role
from shijian.people.models import (
    Account,
    ApiToken,
    Appointment,
    Consent,
    DisplayChoice,
    Invitation,
    LoginFailure,
    LoginSession,
    Message,
    OneTimeCode,
    PastPassword,
    Person,
    Position,
    ResetRequest,
    SmsDelivery,
)
from tests.factories.units import UnitFactory

PASSWORD = "a long Password 1"


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    name = factory.Sequence("张三{}".format)
    birth_date = dt.date(1980, 5, 17)
    unit = factory.SubFactory(UnitFactory)
    unit_path = factory.SelfAttribute("unit.path")
    phone = factory.Sequence("139{:08d}".format)
    phone_index = factory.LazyAttribute(lambda o: crypto.blind_index(o.phone, "phone") if o.phone else "")


class AccountFactory(DjangoModelFactory):
    class Meta:
        model = Account

    person = factory.SubFactory(PersonFactory)
    login_name = factory.Sequence("login{}".format)
    phone_index = factory.LazyAttribute(lambda o: o.person.phone_index or None)
    password = factory.LazyFunction(lambda: make_password(PASSWORD))


class AppointmentFactory(DjangoModelFactory):
    class Meta:
        model = Appointment

    person = factory.SubFactory(PersonFactory)
    unit = factory.SelfAttribute("person.unit")
    role = Role.STATION
    starts_on = dt.date(2020, 1, 1)


class PositionFactory(DjangoModelFactory):
    class Meta:
        model = Position

    person = factory.SubFactory(PersonFactory)
    unit = factory.SelfAttribute("person.unit")
    kind = PositionKind.HEAD
    starts_on = dt.date(2020, 1, 1)


class ConsentFactory(DjangoModelFactory):
    class Meta:
        model = Consent

    person = factory.SubFactory(PersonFactory)
    purpose = Purpose.PUBLIC_NAME
    given_by = factory.SelfAttribute("person")
    given_at = factory.LazyFunction(timezone.now)


class InvitationFactory(DjangoModelFactory):
    class Meta:
        model = Invitation

    person = factory.SubFactory(PersonFactory)
    token_hash = factory.Sequence(lambda n: hashlib.sha256(f"invite{n}".encode()).hexdigest())
    expires_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=7))


class ApiTokenFactory(DjangoModelFactory):
    class Meta:
        model = ApiToken

    class Params:
        secret = factory.Sequence("secret-{}".format)

    account = factory.SubFactory(AccountFactory)
    passed_factor = True
    token_hash = factory.LazyAttribute(lambda o: hashlib.sha256(o.secret.encode()).hexdigest())
    expires_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=30))


class MessageFactory(DjangoModelFactory):
    class Meta:
        model = Message

    person = factory.SubFactory(PersonFactory)
    key = factory.Sequence("message:{}".format)
    text = "有人点单"
    created_at = factory.LazyFunction(timezone.now)


class LoginFailureFactory(DjangoModelFactory):
    class Meta:
        model = LoginFailure

    account = factory.SubFactory(AccountFactory)
    at = factory.LazyFunction(timezone.now)


class DisplayChoiceFactory(DjangoModelFactory):
    class Meta:
        model = DisplayChoice

    person = factory.SubFactory(PersonFactory)
    edition = "elder"


class LoginSessionFactory(DjangoModelFactory):
    class Meta:
        model = LoginSession

    session_key = factory.Sequence(lambda n: hashlib.sha256(f"session{n}".encode()).hexdigest())
    account = factory.SubFactory(AccountFactory)
    device = "Chrome/Android"
    expire_date = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(hours=12))
    began_at = factory.LazyFunction(timezone.now)
    seen_at = factory.LazyFunction(timezone.now)


class PastPasswordFactory(DjangoModelFactory):
    class Meta:
        model = PastPassword

    account = factory.SubFactory(AccountFactory)
    password = factory.LazyFunction(lambda: make_password("An older Password 1"))
    replaced_at = factory.LazyFunction(timezone.now)


class ResetRequestFactory(DjangoModelFactory):
    class Meta:
        model = ResetRequest

    person = factory.SubFactory(PersonFactory)
    reason = "忘了密码，本人带证件来"
    asked_by = factory.SubFactory(PersonFactory)
    asked_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=3))


class OneTimeCodeFactory(DjangoModelFactory):
    class Meta:
        model = OneTimeCode

    account = factory.SubFactory(AccountFactory)
    purpose = "login"
    phone_index = factory.SelfAttribute("account.phone_index")
    code_hash = "0" * 32
    created_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(minutes=5))


class SmsDeliveryFactory(DjangoModelFactory):
    class Meta:
        model = SmsDelivery

    code = factory.SubFactory(OneTimeCodeFactory)
    created_at = factory.LazyFunction(timezone.now)
