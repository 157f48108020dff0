"""Migrations forwards in half the time: Django renders models anew that a step does not change.

For an index or a constraint it renders every model near the one that has it, for a new model all that the new one
points to, for a new foreign key whatever hangs together with both; here nearly all point to a person and a unit.
The statements that reach the database are the same. Python steps of migrations see all models rendered anew.
"""

from __future__ import annotations

import functools
from typing import Any

from django.apps import apps
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ModelState, ProjectState, StateApps
from django.db.migrations.utils import field_is_referenced
from django.utils.functional import SimpleLazyObject

SWAPPABLE = "get_swappable_settings_name"


class Executor(MigrationExecutor):
    """Django's own, quicker forwards. Backwards it keeps states side by side, and they share what is changed here."""

    def _migrate_all_forwards(self, state: ProjectState, *args: Any, **kwargs: Any) -> ProjectState:
        state.__class__ = QuickState
        # Asked for each field of each model.
        setattr(apps, SWAPPABLE, functools.cache(getattr(apps, SWAPPABLE)))
        try:
            state = super()._migrate_all_forwards(state, *args, **kwargs)  # type: ignore[misc]
        finally:
            delattr(apps, SWAPPABLE)
        state.__class__ = ProjectState
        return state


class QuickState(ProjectState):
    """What the models look like after each step, where only what the step changes is rendered anew."""

    def add_model(self, model_state: ModelState) -> None:
        """Add a model, to which nothing points yet."""
        key = (model_state.app_label, model_state.name_lower)
        self.models[key] = model_state
        if self._relations is not None:  # type: ignore[attr-defined]
            self.resolve_model_relations(key)
        if "apps" in self.__dict__:
            self.apps.render_multiple([model_state])

    def reload_model(self, app_label: str, model_name: str, delay: bool = False) -> None:
        """Render one model; those around it keep what it was until a Python step clears what is delayed."""
        if "apps" in self.__dict__:
            self.is_delayed = True
            self._reload({(app_label, model_name)})  # type: ignore[attr-defined]

    def reload_models(self, models: Any, delay: bool = True) -> None:
        """A model has a new name: all are rendered when they are asked for."""
        self._forget()

    def alter_field(
        self, app_label: str, model_name: str, name: str, field: Any, preserve_default: bool
    ) -> None:
        """Change a field; where keys of others point to it, all are rendered when they are asked for."""
        super().alter_field(app_label, model_name, name, field, preserve_default)
        if field_is_referenced(self, (app_label, model_name), (name, field)):
            self._forget()

    def rename_field(self, app_label: str, model_name: str, old_name: str, new_name: str) -> None:
        """A field has a new name, in the keys of others, too."""
        super().rename_field(app_label, model_name, old_name, new_name)
        self._forget()

    def clone(self) -> QuickState:
        """What the models look like now, for the step that is next."""
        made = super().clone()
        made.__class__ = QuickState
        return made  # type: ignore[return-value]

    def clear_delayed_apps_cache(self) -> None:
        """Render all models for a Python step once it looks at one; most only lay triggers."""
        if self.is_delayed and "apps" in self.__dict__:
            self.__dict__["apps"] = SimpleLazyObject(self._rendered)

    def _rendered(self) -> StateApps:
        return StateApps(self.real_apps, self.models)  # type: ignore[arg-type]

    def _forget(self) -> None:
        self.__dict__.pop("apps", None)

    def _append_option(self, app: str, model: str, name: str, found: Any) -> None:
        self._put(app, model, name, [*self.models[app, model].options[name], found])

    def _remove_option(self, app: str, model: str, name: str, gone: str) -> None:
        options = self.models[app, model].options[name]
        self._put(app, model, name, [each for each in options if each.name != gone])

    def _alter_option(self, app: str, model: str, name: str, old: str, new: Any) -> None:
        options = self.models[app, model].options[name]
        self._put(app, model, name, [new if each.name == old else each for each in options])

    def _put(self, app: str, model: str, name: str, found: list[Any]) -> None:
        """Indexes and constraints belong to the model alone."""
        self.models[app, model].options[name] = found
        if "apps" in self.__dict__ and model in self.apps.all_models[app]:
            setattr(self.apps.get_model(app, model)._meta, name, list(found))
