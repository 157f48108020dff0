"""PostgreSQL itself keeps minors, and those of unknown age, out of services that may endanger a person (risk 2).

As of the local day on which the service is wished; the county's stricter risk is asked by the operations. Regulations
of Zhejiang art. 9, Shandong art. 10, Ningbo art. 10: nobody organises minors for dangerous activities.
SQLite gets the same from `orders.guards`, because it cannot remake a table that a trigger of another one names.
"""

from typing import Any

from django.db import migrations

LIVE = "('committed', 'serving', 'done')"
DANGER = 2
# Years as the difference of two dates written as numbers: 20260517 - 20080517 = 180000 on the birthday.
GROWN = 180000
POSTGRES = f"""
CREATE OR REPLACE FUNCTION shijian_is_minor(born date, at timestamptz) RETURNS boolean AS $$
SELECT born IS NULL OR to_char(at AT TIME ZONE 'Asia/Shanghai', 'YYYYMMDD')::int - to_char(born, 'YYYYMMDD')::int < {GROWN}
$$ LANGUAGE sql STABLE;
CREATE OR REPLACE FUNCTION shijian_no_minor_assigned() RETURNS trigger AS $$
BEGIN
IF NEW.state IN {LIVE} AND EXISTS (
    SELECT 1 FROM orders_order o, volunteers_volunteer v JOIN people_person p ON p.id = v.person_id
    WHERE o.id = NEW.order_id AND v.id = NEW.volunteer_id AND o.risk >= {DANGER}
    AND shijian_is_minor(p.birth_date, o.wished_from)
) THEN RAISE EXCEPTION 'a minor is kept out of danger' USING ERRCODE = 'check_violation'; END IF;
RETURN NEW; END; $$ LANGUAGE plpgsql;
CREATE TRIGGER orders_assignment_no_minor BEFORE INSERT OR UPDATE OF order_id, volunteer_id, state ON orders_assignment
FOR EACH ROW EXECUTE FUNCTION shijian_no_minor_assigned();
CREATE OR REPLACE FUNCTION shijian_no_minor_in_order() RETURNS trigger AS $$
BEGIN
IF NEW.risk >= {DANGER} AND EXISTS (
    SELECT 1 FROM orders_assignment a JOIN volunteers_volunteer v ON v.id = a.volunteer_id
    JOIN people_person p ON p.id = v.person_id WHERE a.order_id = NEW.id AND a.state IN ('committed', 'serving')
    AND shijian_is_minor(p.birth_date, NEW.wished_from)
) THEN RAISE EXCEPTION 'a minor is kept out of danger' USING ERRCODE = 'check_violation'; END IF;
RETURN NEW; END; $$ LANGUAGE plpgsql;
CREATE TRIGGER orders_order_no_minor BEFORE UPDATE OF risk, wished_from ON orders_order
FOR EACH ROW EXECUTE FUNCTION shijian_no_minor_in_order();
"""
PARTS = ("orders_assignment_no_minor", "orders_order_no_minor")
FUNCTIONS = ("shijian_no_minor_assigned", "shijian_no_minor_in_order", "shijian_is_minor")


def install(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES, params=None)


def remove(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for name in PARTS:
            schema_editor.execute(f"DROP TRIGGER {name} ON {name.removesuffix('_no_minor')}")
        for name in FUNCTIONS:
            schema_editor.execute(f"DROP FUNCTION {name}")


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0003_rights"),
        ("people", "0001_initial"),
        ("volunteers", "0001_initial"),
    ]
    operations = [migrations.RunPython(install, remove)]
