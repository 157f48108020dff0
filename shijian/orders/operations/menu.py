"""Writes of the menu 列单: a team drafts and submits, a reviewer of the area lists or declines, either retires."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, duties, search
from shijian.kernel.actor import Actor
from shijian.kernel.checks import cleaned
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.operation import first_result, operation, relock, remember_result
from shijian.orders import rules
from shijian.orders.enums import ITEM_KIND, ItemState
from shijian.orders.flow import ITEM_FLOW
from shijian.orders.models import MenuItem
from shijian.orders.operations.telling import tell
from shijian.units.models import Unit
from shijian.volunteers.models import Skill, Team, TeamMember, TrainingKind, may_serve_at

FACTS = frozenset(
    {
        "title", "description", "category", "minutes", "headcount", "together",
        "months", "strains", "risk", "risk_note", "who_may_ask", "recipient",
    }
)  # fmt: skip


@operation
def add_item(
    team: Team,
    *,
    actor: Actor,
    unit: Unit | None = None,
    skills: Iterable[Skill] = (),
    trainings: Iterable[TrainingKind] = (),
    idempotency_key: str | None = None,
    **facts: Any,
) -> MenuItem:
    """Draft an item of `team` for the area of `unit` (the team's own by default). Minutes are whole minutes.

    Raises `NotAllowed` unless the actor leads the team, `Invalid` with the fields, `Conflict` for a title twice.
    """
    if earlier := first_result(MenuItem, key=idempotency_key, actor=actor):
        return earlier
    unit = unit or team.unit
    item = MenuItem(team=team, unit=unit, unit_path=unit.path, risk_note=facts.pop("risk_note", ""))
    if not (rules.can_edit_item(actor, item) or actor.is_system):
        raise NotAllowed
    _check_area(team, unit)
    _put(item, facts)
    item.skills.set(skills)
    item.trainings.set(trainings)
    audit.record("menu.add", item, actor=actor, changes={"title": [None, item.title]})
    remember_result(item, key=idempotency_key, actor=actor)
    return item


@operation
def change_item(
    item: MenuItem,
    *,
    actor: Actor,
    facts: Mapping[str, Any],
    skills: Iterable[Skill] | None = None,
    trainings: Iterable[TrainingKind] | None = None,
) -> MenuItem:
    """Change an item that is not public. Raises `WrongState` for a listed or retired one, `NotAllowed`, `Invalid`."""
    item = _opened(item, actor)
    if not rules.can_edit_item(actor, item):
        raise NotAllowed
    if item.state not in (ItemState.DRAFT, ItemState.DECLINED):
        raise WrongState(_("Only a draft can be changed. Retire this item and add it anew."))
    before = {name: getattr(item, name) for name in facts}
    _put(item, facts)
    if skills is not None:
        item.skills.set(skills)
    if trainings is not None:
        item.trainings.set(trainings)
    audit.record("menu.change", item, actor=actor, changes=audit.difference(before, facts))
    return item


@operation
def submit_item(item: MenuItem, *, actor: Actor) -> MenuItem:
    """Hand an item in for review. Raises `Invalid` when no risk is stated (decree 685, article 12)."""
    item = _opened(item, actor)
    if not item.risk_note.strip():
        raise Invalid(fields={"risk_note": _("Say which risks there are, or that there are none.")})
    if not Team.objects.filter(may_serve_at(clock.today(), item.unit_path), pk=item.team_id).exists():
        raise Conflict(
            _(
                "This team is not registered. It offers help at its own unit and below, after the office has noted "
                "the consent of the village or residents' committee."
            )
        )
    ITEM_FLOW.advance(item, "submit", actor=actor)
    audit.record("menu.submit", item, actor=actor)
    return item


@operation
def review_item(item: MenuItem, *, approve: bool, actor: Actor, note: str = "") -> MenuItem:
    """List an item or decline it with a note; never by a leader of its own team."""
    item = _opened(item, actor)
    if not approve and not note.strip():
        raise Invalid(fields={"note": _("Tell the team what should be different.")})
    duties.demand("menu.review", item, actor=actor)
    log = ITEM_FLOW.advance(item, "list" if approve else "decline", actor=actor, note=note.strip())
    if approve:
        item.listed_on = clock.today()
        item.save(update_fields=["listed_on"])
        _index(item)
    audit.record("menu.review", item, actor=actor, changes={"state": [log.source, log.target]})
    _tell_leaders(item, log.pk, approve=approve, actor=actor)
    return item


@operation
def retire_item(item: MenuItem, *, actor: Actor, note: str = "") -> MenuItem:
    """Take an item off the menu; orders made from it go on."""
    item = _opened(item, actor)
    ITEM_FLOW.advance(item, "retire", actor=actor, note=note.strip())
    search.remove(ITEM_KIND, item.pk)
    audit.record("menu.retire", item, actor=actor)
    return item


def _opened(item: MenuItem, actor: Actor) -> MenuItem:
    item = relock(item)
    if not rules.can_see_item(actor, item):
        raise OutOfReach
    return item


def _check_area(team: Team, unit: Unit) -> None:
    """A team serves its own surroundings: a unit above its home, its home, or one below."""
    if not (unit.path.startswith(team.unit_path) or team.unit_path.startswith(unit.path)):
        raise Invalid(fields={"unit": _("A team offers help around its own unit.")})
    if team.dissolved_on is not None:
        raise WrongState(_("This team has been dissolved."))


def _put(item: MenuItem, facts: Mapping[str, Any]) -> None:
    if unknown := set(facts) - FACTS:
        raise TypeError(f"not facts of a menu item: {sorted(unknown)}")
    for name, value in facts.items():
        setattr(item, name, value)
    cleaned(item, exclude=["team", "unit", "unit_path", "risk_note"])
    same = MenuItem.objects.filter(team_id=item.team_id, title=item.title).exclude(pk=item.pk)
    if same.exists():
        raise Conflict(_("This team already offers something with this title."))
    item.save()


def _index(item: MenuItem) -> None:
    text = (item.description, item.team.name, str(item.get_category_display()))
    search.index(
        ITEM_KIND, item.pk, names=[item.title], text=text, unit_path=item.unit_path, title=item.title
    )


def _tell_leaders(item: MenuItem, log_id: int, *, approve: bool, actor: Actor) -> None:
    leaders = TeamMember.objects.current().filter(team_id=item.team_id, role__in=["leader", "deputy"])
    persons = list(leaders.values_list("volunteer__person_id", flat=True))

    def text() -> str:
        words = (
            _("“%(title)s” is on the menu now.")
            if approve
            else _("“%(title)s” was sent back. Read the note.")
        )
        return words % {"title": item.title}

    key = f"menu-item:{item.pk}:{log_id}"
    tell(persons, key=key, text=text, route="orders:item-manage", pk=item.pk, actor=actor)
