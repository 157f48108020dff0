"""The default demo county, beside the bare insertion of as many rows of its biggest kinds in the same run."""

import time

import pytest
from django.apps import apps
from django.db import transaction

from shijian.demo import operations
from shijian.demo.recipe import Recipe
from shijian.kernel import clock
from shijian.kernel.models import AuditEntry

pytestmark = [pytest.mark.bench, pytest.mark.django_db]
BATCH = 500


def _busy(deed):
    begun = time.process_time()
    deed()
    return time.process_time() - begun


def test_the_default_county():
    """Every row is written as the product writes it, with rules, audit and flow; the floor knows nothing of that."""
    ours = _busy(lambda: operations.build(Recipe(now=clock.now())))
    models = [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]
    count = sum(model._default_manager.count() for model in models)
    rows = list(AuditEntry.objects.all()[:BATCH])

    def insert():
        with transaction.atomic():
            for _n in range(count // len(rows)):
                for row in rows:
                    row.pk = None
                AuditEntry.objects.bulk_create(rows)

    floor = _busy(insert)
    print(
        f"default county: {count} rows, floor {floor:.1f} s, ours {ours:.1f} s of processor, ratio {floor / ours:.2f}"
    )
