"""Races for places and numbers of the register of volunteers, teams, imports and units."""

import datetime as dt

from django.core.files.base import ContentFile
from django_q.models import OrmQ

from shijian.kernel import clock
from shijian.kernel.actor import SYSTEM
from shijian.people import operations as people
from shijian.people.enums import Purpose
from shijian.people.models import Consent
from shijian.units import operations as units
from shijian.units.enums import CodeKind, OfficeKind, UnitKind
from shijian.units.models import Office, Unit, UnitCode
from shijian.volunteers.models import (
    AgreementText,
    HealthDeclaration,
    ImportRun,
    JoinRequest,
    TeamMember,
    TrainingKind,
    Volunteer,
)
from shijian.volunteers.operations import (
    agreements,
    decide_join,
    health,
    import_jobs,
    import_runs,
    members,
    register_volunteer,
    request_join,
    states,
    trainings,
)
from tests.conftest import actor_of
from tests.factories.people import PersonFactory
from tests.factories.volunteers import TeamFactory, TeamMemberFactory, VolunteerFactory
from tests.racing import RIVALS, Race, race
from tests.volunteers import rolls

V, U = "shijian.volunteers.operations", "shijian.units.operations"
ANY = set(range(1, RIVALS + 1))


@race(f"{V}.register.register_volunteer")
def a_place_in_the_register(cast, county):
    person = PersonFactory(unit=county.station, birth_date=dt.date(1990, 1, 1))
    people.give_consent(person, purpose=Purpose.REGISTER, evidence="纸质 1 号", actor=SYSTEM)
    calls = [
        lambda: register_volunteer(person, unit=county.station, evidence="纸质 1 号", actor=SYSTEM)
    ] * RIVALS
    return Race(calls, {1}, Volunteer.objects.filter(person=person).count, 1)


@race(f"{V}.register.register_volunteer")
def numbers_of_volunteers(cast, county):
    persons = [PersonFactory(unit=county.station, birth_date=dt.date(1990, 1, 1)) for _ in range(RIVALS)]
    calls = [
        lambda p=p: register_volunteer(p, unit=county.station, evidence="纸质 1 号", actor=SYSTEM)
        for p in persons
    ]
    rows = Volunteer.objects.filter(person__in=persons)
    return Race(calls, {RIVALS}, lambda: len(set(rows.values_list("number", flat=True))), RIVALS)


@race(f"{V}.joins.request_join")
def a_request_to_join(cast, county):
    team, actor = TeamFactory(unit=county.hub), actor_of(cast.volunteer)
    calls = [lambda: request_join(team, volunteer=cast.volunteer.volunteer, actor=actor)] * RIVALS
    return Race(calls, {1}, JoinRequest.objects.filter(team=team).count, 1)


@race(f"{V}.joins.decide_join")
def a_place_in_a_team(cast, county):
    team = TeamFactory(unit=county.hub)
    request = request_join(team, volunteer=cast.volunteer.volunteer, actor=actor_of(cast.volunteer))
    actor = actor_of(cast.hub)
    calls = [lambda: decide_join(request, approve=True, actor=actor)] * RIVALS
    return Race(calls, {1}, TeamMember.objects.filter(team=team).count, 1)


@race(f"{V}.members.add_member")
def a_member_added_by_two(cast, county):
    team, volunteer = TeamFactory(unit=county.hub), VolunteerFactory(person__unit=county.station)
    calls = [
        lambda: members.add_member(team, volunteer=volunteer, agreed="口头同意", actor=actor_of(cast.hub))
    ] * RIVALS
    return Race(calls, {1}, TeamMember.objects.filter(team=team).count, 1)


@race(f"{V}.members.set_leader")
def the_one_leader(cast, county):
    team = TeamFactory(unit=county.hub)
    found = [
        TeamMemberFactory(team=team, volunteer=VolunteerFactory(person__unit=county.station))
        for _ in range(3)
    ]
    calls = [
        lambda m=m: members.set_leader(team, volunteer=m.volunteer, actor=actor_of(cast.hub)) for m in found
    ]
    return Race(calls, ANY, lambda: TeamMember.objects.filter(team=team, role="leader").count() >= 1, True)


@race(f"{V}.members.leave_team")
def a_membership_ended(cast, county):
    actor, volunteer = actor_of(cast.volunteer), cast.volunteer.volunteer
    calls = [lambda: members.leave_team(cast.team, volunteer=volunteer, actor=actor)] * RIVALS
    return Race(calls, {1}, TeamMember.objects.filter(team=cast.team, ends_on__isnull=True).count, 1)


@race(f"{V}.health.declare_health")
def one_declaration(cast, county):
    volunteer, actor = cast.volunteer.volunteer, actor_of(cast.volunteer)
    calls = [
        lambda: health.declare_health(volunteer, strains=["lifting"], consents_to_it=True, actor=actor)
    ] * RIVALS
    rows = HealthDeclaration.objects.filter(volunteer=volunteer)
    given = Consent.objects.filter(person=cast.volunteer, purpose=Purpose.HEALTH, withdrawn_at__isnull=True)
    return Race(calls, {RIVALS}, lambda: (rows.count(), given.count()), (1, 1))


@race(f"{V}.health.declare_health", "shijian.people.operations.consents.withdraw_consent")
def no_answers_without_a_consent(cast, county):
    """Whoever comes last, what is kept and the consent to it are there together or gone together."""
    volunteer, actor = cast.volunteer.volunteer, actor_of(cast.volunteer)
    health.declare_health(volunteer, strains=["lifting"], consents_to_it=True, actor=actor)
    calls = [
        lambda: health.declare_health(volunteer, strains=["night"], consents_to_it=False, actor=actor),
        lambda: people.withdraw_consent(cast.volunteer, purpose=Purpose.HEALTH, actor=actor),
    ] * (RIVALS // 2)
    rows = HealthDeclaration.objects.filter(volunteer=volunteer)
    given = Consent.objects.filter(person=cast.volunteer, purpose=Purpose.HEALTH, withdrawn_at__isnull=True)
    return Race(calls, ANY, lambda: (rows.count(), given.count()), (0, 0))


@race(f"{V}.states.confirm_volunteer")
def a_confirmation(cast, county):
    row = VolunteerFactory(person__unit=county.station, state="pending")
    calls = [
        lambda: states.confirm_volunteer(row, evidence="纸质 1 号", actor=actor_of(cast.station))
    ] * RIVALS
    return Race(calls, {1}, Volunteer.objects.filter(pk=row.pk, state="active").count, 1)


@race(f"{V}.agreements.publish_agreement_text")
def numbers_of_agreement_texts(cast, county):
    before, actor = AgreementText.objects.count(), actor_of(cast.centre)
    calls = [lambda: agreements.publish_agreement_text(title="协议", text="约定" * 200, actor=actor)] * RIVALS
    return Race(calls, {RIVALS}, lambda: AgreementText.objects.count() - before, RIVALS)


@race(f"{V}.trainings.add_training_kind")
def the_name_of_a_training(cast, county):
    calls = [
        lambda n=n: trainings.add_training_kind(code=f"x{n}", name="某种", actor=actor_of(cast.centre))
        for n in range(RIVALS)
    ]
    return Race(calls, {1}, TrainingKind.objects.filter(name="某种").count, 1)


@race(f"{V}.import_runs.upload_roll")
def a_roll_sent_twice(cast, county):
    data, actor = rolls.workbook([rolls.person(1)]), actor_of(cast.hub)
    calls = [
        lambda: import_runs.upload_roll(
            ContentFile(data, "a.xlsx"),
            name="a.xlsx",
            unit=county.hub,
            actor=actor,
            idempotency_key="key-1234",
        )
    ] * RIVALS
    return Race(calls, ANY, ImportRun.objects.count, 1)


@race(f"{V}.import_runs.start_import")
def an_import_begun_twice(cast, county):
    actor = actor_of(cast.hub)
    run = rolls.checked(rolls.workbook([rolls.person(1)]), county.hub, actor)
    OrmQ.objects.all().delete()
    calls = [lambda: import_runs.start_import(run, choices={}, evidence="纸质", actor=actor)] * RIVALS
    return Race(calls, {1}, OrmQ.objects.count, 1)


@race(f"{V}.import_jobs.work", f"{V}.import_merge.merge")
def an_import_taken_by_two_workers(cast, county):
    actor = actor_of(cast.hub)
    run = rolls.checked(rolls.workbook([rolls.person(n) for n in range(1, 9)]), county.hub, actor)
    import_runs.start_import(run, choices={}, evidence="纸质", actor=actor)
    before = Volunteer.objects.count()
    return Race(
        [lambda: import_jobs.work(run.pk)] * RIVALS, {RIVALS}, lambda: Volunteer.objects.count() - before, 8
    )


@race(f"{U}.founding.found_unit")
def paths_of_new_units(cast, county):
    calls = [
        lambda n=n: units.found_unit(county.hub, kind=UnitKind.STATION, name=f"新站{n}", actor=SYSTEM)
        for n in range(RIVALS)
    ]
    below = Unit.objects.filter(parent=county.hub, name__startswith="新站")
    return Race(calls, {RIVALS}, lambda: len(set(below.values_list("path", flat=True))), RIVALS)


@race(f"{U}.founding.found_unit")
def a_unit_founded_under_one_key(cast, county):
    calls = [
        lambda: units.found_unit(
            county.hub, kind=UnitKind.STATION, name="新站", actor=SYSTEM, idempotency_key="key-1"
        )
    ] * RIVALS
    return Race(calls, ANY, Unit.objects.filter(name="新站").count, 1)


@race(f"{U}.codes.set_code")
def a_code_of_a_unit(cast, county):
    places = [county.station, county.station2, county.station_other]
    calls = [
        lambda u=u: units.set_code(
            u, kind=CodeKind.STATISTICAL, code="623027100299", on=clock.today(), actor=SYSTEM
        )
        for u in places
    ]
    return Race(calls, {1}, UnitCode.objects.filter(code="623027100299", valid_until__isnull=True).count, 1)


@race(f"{U}.offices.add_office")
def an_office_of_one_name(cast, county):
    calls = [
        lambda: units.add_office(county.centre, kind=OfficeKind.OFFICE, name="办公室", actor=SYSTEM)
    ] * RIVALS
    return Race(calls, {1}, Office.objects.filter(name="办公室").count, 1)


@race(f"{U}.life.close_unit")
def a_unit_closed_twice(cast, county):
    unit = county.station2
    calls = [lambda: units.close_unit(unit, on=clock.today(), actor=SYSTEM)] * RIVALS
    return Race(calls, {1}, Unit.objects.filter(pk=unit.pk, state="closed").count, 1)


@race(f"{U}.levels.set_level")
def the_word_for_a_level(cast, county):
    calls = [
        lambda n=n: units.set_level(UnitKind.HUB, name=f"所{n}", suffix="实践所", actor=actor_of(cast.centre))
        for n in range(RIVALS)
    ]
    from shijian.units.models import UnitLevel

    return Race(calls, {RIVALS}, UnitLevel.objects.filter(kind=UnitKind.HUB).count, 1)
