"""No minor in danger, no danger without insurance, no emergency without command, no risk unsaid, on SQLite.

PostgreSQL has the same triggers from migrations 0003 to 0005.
"""

from __future__ import annotations

from shijian.kernel.sqlite_guards import Guards

GROWN = 180000
MINOR = f"""(p.birth_date IS NULL OR CAST(strftime('%Y%m%d', {{at}}, '+8 hours') AS INTEGER)
    - CAST(strftime('%Y%m%d', p.birth_date) AS INTEGER) < {GROWN})"""
ASSIGNMENT = """
CREATE TRIGGER IF NOT EXISTS orders_assignment_no_minor_{verb} BEFORE {event} ON orders_assignment
WHEN NEW.state IN ('committed', 'serving', 'done') AND EXISTS (
    SELECT 1 FROM orders_order o, volunteers_volunteer v JOIN people_person p ON p.id = v.person_id
    WHERE o.id = NEW.order_id AND v.id = NEW.volunteer_id AND o.risk >= 2 AND {minor}
) BEGIN SELECT RAISE(ABORT, 'a minor is kept out of danger'); END
"""
ORDER = """
CREATE TRIGGER IF NOT EXISTS orders_order_no_minor BEFORE UPDATE OF risk, wished_from ON orders_order
WHEN NEW.risk >= 2 AND EXISTS (
    SELECT 1 FROM orders_assignment a JOIN volunteers_volunteer v ON v.id = a.volunteer_id
    JOIN people_person p ON p.id = v.person_id
    WHERE a.order_id = NEW.id AND a.state IN ('committed', 'serving') AND {minor}
) BEGIN SELECT RAISE(ABORT, 'a minor is kept out of danger'); END
"""
CHECKED = """NEW.state = 'serving' AND OLD.state <> 'serving'
AND (SELECT risk FROM orders_order WHERE id = NEW.order_id) >= 2 AND"""
# Covered are: the volunteer alone, all of a unit, the members of a team, those named, whoever serves the order.
INSURED = """NOT EXISTS (
    SELECT 1 FROM volunteers_insurance WHERE volunteer_id = NEW.volunteer_id
    AND valid_from <= {day} AND valid_until >= {day}
) AND NOT EXISTS (
    SELECT 1 FROM orders_orderinsurance WHERE order_id = NEW.order_id
    AND valid_from <= {day} AND valid_until >= {day}
) AND NOT EXISTS (
    SELECT 1 FROM volunteers_groupinsurance g, volunteers_volunteer v
    WHERE v.id = NEW.volunteer_id AND g.valid_from <= {day} AND g.valid_until >= {day} AND (
        g.cover = 'unit' AND substr(v.unit_path, 1, length(g.unit_path)) = g.unit_path
        OR g.cover = 'team' AND EXISTS (
            SELECT 1 FROM volunteers_teammember m WHERE m.team_id = g.team_id AND m.volunteer_id = v.id
            AND m.starts_on <= {day} AND (m.ends_on IS NULL OR m.ends_on >= {day}))
        OR g.cover = 'named' AND EXISTS (
            SELECT 1 FROM volunteers_groupinsurance_named n WHERE n.groupinsurance_id = g.id AND n.volunteer_id = v.id)
    )
)"""
POSTGRES_DAY = "(NEW.checked_in_at AT TIME ZONE 'Asia/Shanghai')::date"
SQLITE_DAY = "date(NEW.checked_in_at, '+8 hours')"
COMMAND = """(SELECT urgency FROM orders_order WHERE id = NEW.order_id) >= 2
AND NOT EXISTS (SELECT 1 FROM orders_command WHERE order_id = NEW.order_id)"""
COVER = """
CREATE TRIGGER IF NOT EXISTS danger_insured BEFORE UPDATE ON orders_assignment WHEN {condition}
BEGIN SELECT RAISE(ABORT, 'a dangerous service needs accident insurance'); END
"""
COMMANDED = """
CREATE TRIGGER IF NOT EXISTS emergency_commanded BEFORE INSERT ON orders_offer WHEN {condition}
BEGIN SELECT RAISE(ABORT, 'an emergency needs its body in command before an offer is made'); END
"""
STATED = """
CREATE TRIGGER IF NOT EXISTS order_risk_stated BEFORE INSERT ON orders_offer
WHEN (SELECT risk_note FROM orders_order WHERE id = NEW.order_id) = ''
BEGIN SELECT RAISE(ABORT, 'a risk must be stated before an offer is made'); END
"""
EVENTS = {"insert": "INSERT", "update": "UPDATE OF order_id, volunteer_id, state"}
TABLES = {
    "orders_assignment", "orders_order", "orders_offer", "orders_command", "orders_orderinsurance",
    "volunteers_volunteer", "volunteers_insurance", "volunteers_groupinsurance", "volunteers_groupinsurance_named",
    "volunteers_teammember", "people_person",
}  # fmt: skip


def _statements() -> list[str]:
    of_order, of_new = MINOR.format(at="o.wished_from"), MINOR.format(at="NEW.wished_from")
    made = [ASSIGNMENT.format(verb=verb, event=event, minor=of_order) for verb, event in EVENTS.items()]
    cover = COVER.format(condition=f"{CHECKED} {INSURED.format(day=SQLITE_DAY)}")
    return [*made, ORDER.format(minor=of_new), cover, COMMANDED.format(condition=COMMAND), STATED]


GUARDS = Guards(
    (
        *(f"orders_assignment_no_minor_{verb}" for verb in EVENTS), "orders_order_no_minor", "danger_insured",
        "emergency_commanded", "order_risk_stated",
    ),
    frozenset(TABLES),
    _statements,
)  # fmt: skip
