"""Races for accounts, codes, second factors, offices, leaves and consents."""

import datetime as dt
from dataclasses import replace

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount

from shijian.kernel import clock
from shijian.kernel.actor import ANONYMOUS, SYSTEM
from shijian.kernel.models import AuditEntry, PolicyValue
from shijian.people import operations as people
from shijian.people import privacy_policies, proofs, totp
from shijian.people.enums import PositionKind, Purpose, Role
from shijian.people.models import (
    Account,
    Appointment,
    Consent,
    DataRequest,
    Invitation,
    LoginFailure,
    Message,
    OneTimeCode,
    Person,
    Position,
    PrivacyNotice,
    ResetRequest,
)
from shijian.people.models.minors import ChildNotice, MinorAudit
from shijian.people.operations import (
    code_jobs,
    codes,
    factors,
    links,
    logins,
    looking,
    persons_merge,
    requests,
)
from shijian.people.operations.minors import access, audits, children, guardians
from shijian.people.queries.minors import notices
from tests.conftest import actor_of
from tests.factories.minors import born
from tests.factories.people import (
    AccountFactory,
    OneTimeCodeFactory,
    PersonFactory,
    SmsDeliveryFactory,
)
from tests.factories.privacy import TEXT
from tests.people.second_steps import code_at
from tests.racing import PASSWORD, RIVALS, Race, must, race

P = "shijian.people.operations"
ANY = set(range(1, RIVALS + 1))
VISITOR = replace(ANONYMOUS, ip="10.0.0.9")


@race(f"{P}.accounts.accept_invitation")
def an_invitation(cast, county):
    person = PersonFactory(unit=county.station)
    _row, secret = people.invite(person, actor=SYSTEM)
    calls = [
        lambda n=n: people.accept_invitation(
            secret, login_name=f"name{n}", password=PASSWORD, actor=ANONYMOUS
        )
        for n in range(RIVALS)
    ]
    return Race(calls, {1}, Account.objects.filter(person=person).count, 1)


@race(f"{P}.accounts.sign_up")
def the_phone_of_a_login(cast, county):
    calls = [
        lambda: people.sign_up(
            name="王五", phone="13800005555", password=PASSWORD, unit=county.station, actor=ANONYMOUS
        )
    ] * RIVALS
    return Race(calls, {1}, Account.objects.filter(person__name="王五").count, 1)


@race(f"{P}.positions.place")
def the_one_liaison(cast, county):
    persons = [PersonFactory(unit=county.station) for _ in range(RIVALS)]
    facts = {"unit": county.station, "kind": PositionKind.LIAISON, "public_phone": "0941-7121234"}
    calls = [lambda p=p: people.place(p, starts_on=clock.today(), actor=SYSTEM, **facts) for p in persons]
    standing = Position.objects.filter(kind=PositionKind.LIAISON, ends_on__isnull=True)
    return Race(calls, set(range(1, RIVALS + 1)), standing.count, 1)


@race(f"{P}.appointments.appoint")
def one_role_at_one_unit(cast, county):
    person = PersonFactory(unit=county.station)
    calls = [
        lambda: people.appoint(
            person, unit=county.station, role=Role.STATION, starts_on=clock.today(), actor=SYSTEM
        )
    ] * RIVALS
    return Race(calls, {1}, Appointment.objects.filter(person=person).count, 1)


@race(f"{P}.consents.give_consent")
def a_consent(cast, county):
    actor = actor_of(cast.resident)
    calls = [lambda: people.give_consent(cast.resident, purpose=Purpose.REGISTER, actor=actor)] * RIVALS
    return Race(calls, set(range(1, RIVALS + 1)), Consent.objects.filter(withdrawn_at__isnull=True).count, 1)


@race(f"{P}.accounts.open_account")
def one_login_name(cast, county):
    persons = [PersonFactory(unit=county.station) for _ in range(RIVALS)]
    calls = [
        lambda p=p: people.open_account(p, login_name="pema", password=PASSWORD, actor=actor_of(cast.station))
        for p in persons
    ]
    return Race(calls, {1}, Account.objects.filter(login_name="pema").count, 1)


@race(f"{P}.accounts.open_account")
def one_account_of_a_person(cast, county):
    person = PersonFactory(unit=county.station)
    calls = [
        lambda n=n: people.open_account(
            person, login_name=f"pema{n}", password=PASSWORD, actor=actor_of(cast.station)
        )
        for n in range(RIVALS)
    ]
    return Race(calls, {1}, Account.objects.filter(person=person).count, 1)


@race(f"{P}.persons.change_person")
def a_phone_that_several_take(cast, county):
    persons = [AccountFactory(person__unit=county.station).person for _ in range(RIVALS)]
    calls = [lambda p=p: people.change_person(p, phone="13800006666", actor=actor_of(p)) for p in persons]
    taken = Account.objects.filter(person__in=persons, phone_index__isnull=False)
    return Race(calls, ANY, lambda: taken.filter(person__phone_index=people_index("13800006666")).count(), 1)


def people_index(phone):
    from shijian.kernel import crypto

    return crypto.blind_index(phone, "phone")


@race(f"{P}.appointments.appoint")
def two_duties_that_exclude_each_other(cast, county):
    person = PersonFactory(unit=county.centre)
    roles = [Role.AUDITOR, Role.SYSTEM, Role.SECURITY]
    calls = [
        lambda r=r: people.appoint(person, unit=county.centre, role=r, starts_on=clock.today(), actor=SYSTEM)
        for r in roles
    ]
    return Race(calls, {1}, Appointment.objects.filter(person=person).count, 1)


@race(f"{P}.codes.try_code", f"{P}.codes._enter")
def a_code_by_text_message(cast, county):
    row = OneTimeCodeFactory(account=cast.resident.account)
    OneTimeCode.objects.filter(pk=row.pk).update(code_hash=codes._hash(row.phone_index, "123456"))
    calls = [lambda: codes.log_in_by_code(row.pk, "123456", actor=VISITOR)] * RIVALS
    return Race(calls, {1}, AuditEntry.objects.filter(action="account.login").count, 1)


@race(f"{P}.codes.try_code", f"{P}.codes._invite")
def a_code_for_a_new_password(cast, county):
    row = OneTimeCodeFactory(account=cast.resident.account, purpose="reset")
    OneTimeCode.objects.filter(pk=row.pk).update(code_hash=codes._hash(row.phone_index, "123456"))
    calls = [lambda: codes.reset_by_code(row.pk, "123456", actor=VISITOR)] * RIVALS
    return Race(calls, {1}, Invitation.objects.count, 1)


@race(f"{P}.codes.ask_code")
def the_pause_between_two_codes(cast, county):
    calls = [lambda: codes.ask_code("13800007777", purpose="login", actor=VISITOR)] * RIVALS
    return Race(calls, {1}, OneTimeCode.objects.count, 1)


@race(f"{P}.code_jobs.deliver")
def a_message_taken_by_two_workers(cast, county):
    code = OneTimeCodeFactory(account=cast.resident.account, phone="13800007777")
    row = SmsDeliveryFactory(code=code, words="123456")
    return Race([lambda: code_jobs.deliver(row.pk)] * RIVALS, {RIVALS}, lambda: len(cast.gateway.messages), 1)


@race(f"{P}.logins.count_try")
def guesses_at_once(cast, county):
    account = cast.resident.account
    calls = [lambda: logins.count_try(account, actor=replace(ANONYMOUS, ip=None))] * (2 * RIVALS)
    return Race(calls, {5}, LoginFailure.objects.filter(account=account).count, 5)


def with_app(person):
    secret = totp.new_secret()
    account = person.account
    found = people.add_app(account, secret=secret, code=code_at(secret), actor=actor_of(person))
    return account, secret, found


@race(f"{P}.factors.add_app")
def the_one_app_of_an_account(cast, county):
    account, actor = cast.resident.account, actor_of(cast.resident)
    secrets = [totp.new_secret() for _ in range(RIVALS)]
    calls = [lambda s=s: people.add_app(account, secret=s, code=code_at(s), actor=actor) for s in secrets]
    rows = Authenticator.objects.filter(user=account)
    return Race(calls, {1}, lambda: sorted(rows.values_list("type", flat=True)), ["recovery_codes", "totp"])


@race(f"{P}.factors.spend")
def a_recovery_code(cast, county):
    account, _secret, found = with_app(cast.resident)
    calls = [lambda: must(factors.spend(account, proofs.Code(found[0]), actor=VISITOR))] * RIVALS
    row = Authenticator.objects.get(user=account, type="recovery_codes")
    return Race(calls, {1}, lambda: Authenticator.objects.get(pk=row.pk).data["used_mask"], 1)


@race(f"{P}.factors.spend")
def a_code_of_the_app(cast, county):
    account, secret, _found = with_app(cast.resident)
    code = code_at(secret, clock.now() + dt.timedelta(seconds=30))
    calls = [lambda: must(factors.spend(account, proofs.Code(code), actor=VISITOR))] * RIVALS
    return Race(calls, {1}, lambda: None, None)


@race(f"{P}.factors.renew_codes")
def new_recovery_codes(cast, county):
    account, _secret, _found = with_app(cast.resident)
    calls = [lambda: people.renew_codes(account, actor=actor_of(cast.resident))] * RIVALS
    return Race(calls, ANY, Authenticator.objects.filter(user=account, type="recovery_codes").count, 1)


@race(f"{P}.links.link")
def a_login_of_another_platform(cast, county):
    persons = [cast.resident, cast.volunteer, cast.leader]
    calls = [
        lambda p=p: links.link(p.account, issuer="county", subject="officer-7", actor=actor_of(p))
        for p in persons
    ]
    return Race(calls, {1}, SocialAccount.objects.count, 1)


@race(f"{P}.links.link")
def one_link_of_an_account(cast, county):
    account, actor = cast.resident.account, actor_of(cast.resident)
    calls = [
        lambda n=n: links.link(account, issuer="county", subject=f"s{n}", actor=actor) for n in range(RIVALS)
    ]
    return Race(calls, {1}, SocialAccount.objects.count, 1)


def asked_reset(cast):
    return people.ask_reset(cast.station, reason="忘了密码", actor=actor_of(cast.hub))


@race(f"{P}.resets.ask_reset")
def a_request_for_a_new_password(cast, county):
    return Race([lambda: asked_reset(cast)] * RIVALS, {1}, ResetRequest.objects.count, 1)


@race(f"{P}.resets.decide_reset")
def the_word_of_the_second_officer(cast, county):
    row, actor = asked_reset(cast), actor_of(cast.security)
    calls = [lambda n=n: people.decide_reset(row, confirm=n % 2 == 0, actor=actor) for n in range(RIVALS)]
    rows = AuditEntry.objects.filter(action__in=["account.reset-confirm", "account.reset-refuse"])
    return Race(calls, {1}, rows.count, 1)


@race(f"{P}.resets.issue_reset")
def the_slip_of_two_officers(cast, county):
    row = asked_reset(cast)
    people.decide_reset(row, confirm=True, actor=actor_of(cast.security))
    calls = [lambda: people.issue_reset(row, actor=actor_of(cast.hub))] * RIVALS
    return Race(calls, {1}, Invitation.objects.filter(person=cast.station).count, 1)


@race(f"{P}.looking.note_look")
def the_last_look_of_an_hour(cast, county):
    PolicyValue.objects.create(
        key=privacy_policies.UNMASK_PER_HOUR, value=2, valid_from="2020-01-01", document_no="1"
    )
    actor = actor_of(cast.station)
    calls = [lambda: must(looking.note_look(cast.resident, purpose="contact", note="", actor=actor))] * RIVALS
    looks = AuditEntry.objects.filter(action="person.unmask", success=True)
    return Race(calls, {2}, looks.count, 2)


@race(f"{P}.minors.access.decide_access")
def a_leave_to_open_data_of_a_minor(cast, county):
    minor = PersonFactory(unit=county.station, birth_date=born(15))
    row = access.ask_access(minor=minor, purpose="安排服务", actor=actor_of(cast.station))
    calls = [
        lambda n=n: access.decide_access(row, approve=n % 2 == 0, note="看过", actor=actor_of(cast.hub))
        for n in range(RIVALS)
    ]
    return Race(calls, {1}, AuditEntry.objects.filter(action="access.decide").count, 1)


@race(f"{P}.minors.guardians.set_guardian")
def the_two_places_of_guardians(cast, county):
    ward = PersonFactory(unit=county.station, birth_date=born(10))
    grown = [PersonFactory(unit=county.station, birth_date=dt.date(1980, 1, 1)) for _ in range(RIVALS)]
    calls = [
        lambda g=g: guardians.set_guardian(
            ward, guardian=g, kind="parent", evidence="户口簿", actor=actor_of(cast.station)
        )
        for g in grown
    ]
    return Race(calls, {2}, lambda: len(Person.objects.get(pk=ward.pk).guardian_ids), 2)


@race(f"{P}.minors.audits.close_audit")
def the_yearly_audit(cast, county):
    year, actor = clock.today().year - 1, actor_of(cast.centre)
    return Race([lambda: audits.close_audit(year, actor=actor)] * RIVALS, {1}, MinorAudit.objects.count, 1)


@race(f"{P}.minors.children.publish_child_notice")
def numbers_of_rules_for_children(cast, county):
    facts = {"contact_name": "李梅", "contact_phone": "0941-7120000", "document_no": "夏〔2026〕3号"}
    before = ChildNotice.objects.count()
    calls = [
        lambda n=n: children.publish_child_notice(
            parts=dict.fromkeys(notices.PARTS, f"见条文 {n}"), actor=actor_of(cast.centre), **facts
        )
        for n in range(RIVALS)
    ]
    rows = ChildNotice.objects
    return Race(calls, {RIVALS}, lambda: len(set(rows.values_list("version", flat=True))), before + RIVALS)


@race(f"{P}.notices.publish_notice")
def numbers_of_privacy_notices(cast, county):
    facts = {"changes": "新增", "valid_from": clock.today()}
    before = PrivacyNotice.objects.count()
    calls = [lambda: people.publish_notice({"zh-hans": TEXT}, actor=actor_of(cast.centre), **facts)] * RIVALS
    return Race(calls, {RIVALS}, lambda: PrivacyNotice.objects.count() - before, RIVALS)


@race(f"{P}.requests.ask_about_data")
def a_request_about_ones_data(cast, county):
    actor = actor_of(cast.resident)
    calls = [lambda: requests.ask_about_data(cast.resident, kind="close", actor=actor)] * RIVALS
    return Race(calls, {1}, DataRequest.objects.count, 1)


@race(f"{P}.requests.grant_request", f"{P}.requests.refuse_request")
def an_answer_about_ones_data(cast, county):
    row = requests.ask_about_data(cast.resident, kind="close", actor=actor_of(cast.resident))
    actor = actor_of(cast.station)
    calls = [
        lambda: requests.grant_request(row, answer="已办", actor=actor),
        lambda: requests.refuse_request(row, ground="kept", answer="法律要求保存", actor=actor),
    ] * 2
    return Race(calls, {1}, DataRequest.objects.exclude(state="open").count, 1)


@race(f"{P}.persons_merge.merge_persons")
def one_entry_merged_into_two(cast, county):
    old = PersonFactory(unit=county.station)
    others = [PersonFactory(unit=county.station) for _ in range(RIVALS)]
    calls = [
        lambda o=o: persons_merge.merge_persons(old, into=o, actor=actor_of(cast.station)) for o in others
    ]
    return Race(calls, {1}, Person.objects.filter(pk=old.pk, merged_into__isnull=False).count, 1)


@race(f"{P}.messages.notify")
def a_message_told_once(cast, county):
    calls = [lambda: people.notify(cast.resident.pk, key="once", text="您好", actor=SYSTEM)] * RIVALS
    return Race(calls, {RIVALS}, Message.objects.filter(key="once").count, 1)


@race(f"{P}.consents.withdraw_consent")
def a_consent_taken_back(cast, county):
    actor = actor_of(cast.resident)
    people.give_consent(cast.resident, purpose=Purpose.PUBLIC_NAME, actor=actor)
    calls = [
        lambda: people.withdraw_consent(cast.resident, purpose=Purpose.PUBLIC_NAME, actor=actor)
    ] * RIVALS
    return Race(calls, ANY, AuditEntry.objects.filter(action="consent.withdraw").count, 1)
