"""What must hold for every model, operation and route, found by introspection."""

import importlib
import inspect
import pkgutil

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import URLPattern, get_resolver
from factory.django import DjangoModelFactory

import shijian
import tests.factories
from shijian.kernel.operation import REGISTRY

OURS = [model for model in apps.get_models() if model.__module__.startswith("shijian.")]


def _factories():
    for module in pkgutil.iter_modules(tests.factories.__path__):
        found = importlib.import_module(f"tests.factories.{module.name}")
        for value in vars(found).values():
            if (
                inspect.isclass(value)
                and issubclass(value, DjangoModelFactory)
                and value is not DjangoModelFactory
            ):
                yield value


def _operations():
    names = [module.name for module in pkgutil.walk_packages(shijian.__path__, "shijian.")]
    for name in sorted(names, key=lambda name: ".operations" not in name):
        if ".migrations" not in name and ".config" not in name:
            importlib.import_module(name)
    return sorted(name for name in REGISTRY if name.startswith("shijian."))


def test_every_model_has_a_factory():
    made = {factory._meta.model for factory in _factories()}
    assert {model._meta.label for model in OURS} - {model._meta.label for model in made if model} == set()


@pytest.mark.parametrize("factory", sorted(_factories(), key=lambda factory: factory.__name__))
def test_every_factory_makes_a_valid_row(db, factory):
    row = factory()
    assert type(row).objects.filter(pk=row.pk).exists()


def test_no_migration_is_missing(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.parametrize("name", _operations())
def test_every_operation_takes_a_keyword_only_actor(name):
    actor = inspect.signature(REGISTRY[name]).parameters["actor"]
    assert actor.kind is inspect.Parameter.KEYWORD_ONLY
    assert REGISTRY[name].__doc__


def _views(resolver=None):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield entry
        else:
            yield from _views(entry)


def test_every_page_has_a_name():
    pages = [
        entry
        for entry in _views()
        if entry.lookup_str.startswith("shijian.") and ".api." not in entry.lookup_str
    ]
    assert [str(entry.pattern) for entry in pages if not entry.name] == []
    assert len(pages) > 40
