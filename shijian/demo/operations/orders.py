"""Tells all planned orders and writes them with everything that hangs on them, chunk by chunk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from shijian.demo import service, story
from shijian.demo.operations.county import Progress
from shijian.demo.operations.register import BATCH, chunks, count_anew, index, save
from shijian.demo.plans import Plan
from shijian.demo.tale import Tale
from shijian.demo.world import World
from shijian.kernel import clock, search
from shijian.kernel.models import AuditEntry, FlowLog
from shijian.orders.enums import ORDER_KIND, Urgency
from shijian.orders.models import Assignment, BlockedPair, Command, MenuItem, Offer, Order, Rating
from shijian.people.queries.minors import access
from shijian.records.models import ServiceRecord
from shijian.records.queries import traces

CHUNK = 2000


def write(world: World, plans: Sequence[Plan], progress: Progress) -> None:
    """Write the orders in the order of their creation."""
    rng = world.recipe.rng("stories")
    codes = _item_skills()
    done = 0
    with clock.remembered():
        for chunk in chunks(plans, CHUNK):
            tales = [story.tell(world, rng, plan) for plan in chunk]
            _save_chunk(tales, codes)
            done += len(tales)
            progress(f"{done} orders")


def _item_skills() -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for row in MenuItem.skills.through.objects.order_by("pk"):
        found.setdefault(row.menuitem_id, []).append(row.skill_id)
    return found


def _save_chunk(tales: list[Tale], codes: dict[int, list[int]]) -> None:
    save(Order, [tale.order for tale in tales])
    Order.skills.through.objects.bulk_create(_skill_rows(tales, codes), batch_size=BATCH)
    count_anew()  # triggers look orders and persons up for each of the rows below
    _bind(tales)
    save(Command, _commands(tales))
    save(Offer, [row for tale in tales for row in tale.offers])
    save(ServiceRecord, [row for tale in tales for row in tale.records])
    save(ServiceRecord, [row for tale in tales for row in tale.reissued])
    save(Assignment, [row for tale in tales for row in tale.assignments])
    save(Rating, [row for tale in tales for row in tale.ratings])
    save(BlockedPair, [row for tale in tales for row in tale.blocked])
    save(FlowLog, sorted((row for tale in tales for row in tale.logs), key=lambda row: row.at))
    save(AuditEntry, sorted(_audits(tales), key=lambda row: row.at))
    index(map(_search_row, tales))


def _commands(tales: list[Tale]) -> list[Command]:
    """Of an emergency the body in command is known before anybody is asked."""
    urgent = [tale.order for tale in tales if tale.order.urgency == Urgency.EMERGENCY and tale.offers]
    return [
        Command(
            order=order, body="县应急管理局", contact=f"{order.unit.name}值班员", noted_at=order.created_at
        )
        for order in urgent
    ]


def _bind(tales: list[Tale]) -> None:
    """Hang the rows on their order, which has its key by now."""
    for tale in tales:
        rows: list[Offer | Assignment | Rating] = [*tale.offers, *tale.assignments, *tale.ratings]
        for row in rows:
            row.order = tale.order
        for log in tale.logs:
            log.object_id = tale.order.pk
        for record in (*tale.records, *tale.reissued):
            record.source_id = tale.order.pk


def _audits(tales: list[Tale]) -> Iterator[AuditEntry]:
    records = [record.pk for tale in tales for record in (*tale.records, *tale.reissued)]
    digests = dict(traces.digests(ServiceRecord, records))
    for tale in tales:
        for entry, obj in tale.audits:
            entry.object_id = obj.pk
            yield entry
        for record in (*tale.records, *tale.reissued):
            yield from service.record_audits(record, digests[record.pk])


def _skill_rows(tales: list[Tale], codes: dict[int, list[int]]) -> Iterator[Any]:
    through = Order.skills.through
    for tale in tales:
        ids = [skill.pk for skill in tale.skills] or codes.get(tale.order.item_id or 0, [])
        yield from (through(order_id=tale.order.pk, skill_id=pk) for pk in ids)


def _search_row(tale: Tale) -> search.Row:
    order = tale.order
    names = () if access.is_protected(order.recipient) else (order.recipient.name,)
    return search.Row(ORDER_KIND, order.pk, (order.number, order.title), names, order.unit_path, order.title)
