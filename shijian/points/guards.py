"""What the database itself demands of the ledger, on SQLite; PostgreSQL has the same from migration 0002 (ADR 0009)."""

from __future__ import annotations

from django.apps import AppConfig

from shijian.kernel import triggers
from shijian.kernel.sqlite_guards import Guards

OPEN_BATCH = """
CREATE TRIGGER IF NOT EXISTS points_entry_open_batch BEFORE INSERT ON points_entry
WHEN EXISTS (SELECT 1 FROM points_batch b WHERE b.id = NEW.batch_id)
BEGIN SELECT RAISE(ABORT, 'the batch is closed'); END
"""
FOLLOWS = """
CREATE TRIGGER IF NOT EXISTS points_entry_follows BEFORE INSERT ON points_entry
WHEN NEW.number > 1 AND NOT EXISTS (SELECT 1 FROM points_entry e WHERE e.account_id = NEW.account_id
    AND e.number = NEW.number - 1 AND e.balance + NEW.amount = NEW.balance)
BEGIN SELECT RAISE(ABORT, 'the balance does not follow'); END
"""
ZERO_SUM = """
CREATE TRIGGER IF NOT EXISTS points_batch_zero_sum BEFORE INSERT ON points_batch
WHEN (SELECT count(*) < 2 OR sum(e.amount) <> 0 FROM points_entry e WHERE e.batch_id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the entries do not sum to zero'); END
"""
GUARDS = Guards(
    ("points_entry_open_batch", "points_entry_follows", "points_batch_zero_sum"),
    frozenset({"points_entry", "points_batch"}),
    lambda: [OPEN_BATCH, FOLLOWS, ZERO_SUM],
)
LEDGER = ("points_account", "points_batch", "points_entry", "points_credit")
POSTGRES = ("points_entry_checked", "points_batch_zero_sum", "points_rule_frozen")


def attach(app: AppConfig) -> None:
    """Follow the migrations of the app, and let `doctor` miss what is gone."""
    GUARDS.attach(app)
    sqlite = (*GUARDS.names, "points_rule_frozen", "points_rule_kept")
    triggers.watch(*LEDGER, postgresql=POSTGRES, sqlite=sqlite)
