"""Reads of the demo: is the database empty, which accounts to show, a digest of what was built."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import models

from shijian.activities.models import Activity, Opening, Place, Session, Signup, Standing
from shijian.assessment.models import Target
from shijian.kernel.models import AuditEntry, FlowLog
from shijian.orders.models import (
    Absence,
    Assignment,
    BlockedPair,
    Command,
    MenuItem,
    Offer,
    Order,
    OrderInsurance,
    Rating,
    RiskReading,
)
from shijian.people.models import Account, Appointment, Consent, Invitation, Message, Person, Position
from shijian.records.models import (
    Commendation,
    ImportedRow,
    Recheck,
    RecheckDraw,
    RecordImport,
    RecordObjection,
    SeedPromise,
    ServiceRecord,
    Signal,
    Star,
    StarEntry,
    TopUp,
)
from shijian.units.models import Unit
from shijian.volunteers.models import (
    Agreement,
    Availability,
    CommunityConsent,
    GroupInsurance,
    Insurance,
    JoinRequest,
    Team,
    TeamMember,
    TeamStanding,
    Training,
    Volunteer,
    VolunteerSkill,
)

CAST = (
    "resident", "volunteer", "leader", "station", "hub", "centre", "overseer", "auditor", "security", "system",
    "resident2", "hub2",
)  # fmt: skip
BUILT: tuple[type[models.Model], ...] = (
    Unit, Person, Account, Appointment, Position, Consent, Message, Volunteer, VolunteerSkill, Availability,
    Insurance, Team, TeamMember, JoinRequest, MenuItem, Order, Offer, Assignment, ServiceRecord, Rating,
    BlockedPair, Invitation, RiskReading, Absence, Training, Agreement, GroupInsurance, OrderInsurance, TeamStanding,
    CommunityConsent, Command, Activity, Place, Session, Opening, Standing, Signup, RecordObjection,
    TopUp, Commendation, RecordImport, ImportedRow, Signal, SeedPromise,
    RecheckDraw, Recheck, Star, StarEntry, Target, FlowLog, AuditEntry,
)  # fmt: skip
# Made by the clock, by the keys of the installation or with salt: equal recipes differ here.
NOT_COMPARED = {
    "created_at": (Account,),
    "phone_index": (Person, Account),
    "password": (Account,),
    "token_hash": (Invitation,),
    "code_key": (Session,),
    "table_key": (RecordImport,),
    "guest_name": (Signup,),
    "sealed": (SeedPromise,),
}


def has_units() -> bool:
    """Whether the network exists already."""
    return Unit.objects.exists()


def demo_accounts() -> list[Account]:
    """The accounts of the cast, in the order in which they are shown."""
    rows = Account.objects.select_related("person__unit").filter(is_demo=True, login_name__in=CAST)
    return sorted(rows, key=lambda account: CAST.index(account.login_name))


def digest() -> str:
    """A fingerprint of all rows that a build writes; equal for equal recipes on different installations."""
    total = hashlib.sha256()
    for model in BUILT:
        fields = [
            f.attname for f in model._meta.concrete_fields if model not in NOT_COMPARED.get(f.attname, ())
        ]
        for row in _compared(model).values_list(*fields):
            total.update(json.dumps(row, default=str, ensure_ascii=False).encode())
    return total.hexdigest()


def _compared(model: type[models.Model]) -> models.QuerySet[Any]:
    rows = model._default_manager.order_by("pk")
    return rows.exclude(action="unit.lay-out") if model is AuditEntry else rows
