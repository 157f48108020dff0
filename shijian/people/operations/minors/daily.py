"""The daily job: what ends with a birthday ends; who is late is told."""

from __future__ import annotations

import logging

from shijian.kernel import clock
from shijian.kernel.actor import SYSTEM, Actor
from shijian.kernel.operation import operation
from shijian.people.operations.minors import audits, guardians, harm, papers
from shijian.people.queries.minors import wards

log = logging.getLogger(__name__)
MOST = 500


@operation
def birthdays(*, actor: Actor = SYSTEM) -> tuple[int, int]:
    """End the guardians' consents and the guardianships whose birthday has come; returns how many of each."""
    today = clock.today()
    lapsed = sum(papers.lapse(row.pk, actor) for row in wards.to_lapse(today)[:MOST])
    grown = list(wards.of_age(today)[:MOST])
    for ward in grown:
        guardians.of_age(ward.pk)
    return lapsed, len(grown)


def run() -> None:
    """For the scheduler."""
    lapsed, grown = birthdays()
    audits.remind()
    log.info("minors: %s consents and %s guardianships ended by a birthday", lapsed, grown)


def alarm() -> None:
    """For the scheduler: reports of harm that are late."""
    if late := harm.alarm_overdue():
        log.warning("minors: %s reports of harm are late", late)
