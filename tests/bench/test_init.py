"""Laying out one county and the whole nation, beside a bare bulk insert of as many rows."""

import time

import pytest
from django.core.management import call_command

from shijian.units.models import Unit

pytestmark = [pytest.mark.bench, pytest.mark.django_db]


@pytest.mark.parametrize("area", ["623027", "all"])
def test_init(area):
    start = time.perf_counter()
    call_command("init", "--area", area, verbosity=0)
    ours, rows = time.perf_counter() - start, Unit.objects.count()
    names = [Unit(path=f"Z{n:011d}", kind="point", name=str(n)) for n in range(rows)]
    start = time.perf_counter()
    Unit.objects.bulk_create(names, batch_size=5000)
    floor = time.perf_counter() - start
    print(
        f"init {area}: {rows} units in {ours:.1f} s; bare bulk insert {floor:.1f} s; ratio {ours / floor:.1f}"
    )
