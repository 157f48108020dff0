"""Tests whose answer does not depend on the database run on one of the two; a suite that asks twice learns nothing."""

import pytest
from django.db import connection

# How pages show and read, what they link to, who may open them: the same templates and the same rules on both.
# That every page answers on PostgreSQL is asked there by tests/test_routes.py and by the tests of each app.
ON_SQLITE = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="asked on SQLite: it shows alike on both"
)
# tests/test_reach.py opens every page as every officer on SQLite, and would crash as loudly.
ON_POSTGRES = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="asked on PostgreSQL; on SQLite tests/test_reach.py does"
)
