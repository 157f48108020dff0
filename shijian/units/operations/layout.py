"""Lays out a county from its area code: centre, a hub for each town, a station for each village."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass

from shijian.kernel import audit, clock
from shijian.kernel.actor import Actor
from shijian.kernel.errors import NotAllowed
from shijian.kernel.operation import lock, operation
from shijian.units import rules
from shijian.units.areas import Area
from shijian.units.enums import UnitKind
from shijian.units.models import Unit
from shijian.units.operations.checks import clean
from shijian.units.operations.indexing import index_below
from shijian.units.operations.layout_plan import Branch, plan, refuse_existing
from shijian.units.operations.layout_rows import Builder, build_county, write_attributes, write_county
from shijian.units.operations.levels import ensure_levels
from shijian.units.queries import by_code

Progress = Callable[[int, int], None]
Suffixes = dict[str, str]


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a layout made, and the path of its first topmost unit."""

    oversights: int = 0
    centres: int = 0
    hubs: int = 0
    stations: int = 0
    offices: int = 0
    root_path: str = ""

    @property
    def units(self) -> int:
        """All units together."""
        return self.oversights + self.centres + self.hubs + self.stations


@operation
def lay_out_county(
    area_code: str,
    *,
    actor: Actor,
    name: str | None = None,
    scheme: str | None = None,
    progress: Progress | None = None,
) -> Counts:
    """Lay out a county; of 2 or 4 digits all counties below one overseeing office; `all` the whole nation.

    `name` is that of the topmost unit, `scheme` the words of the levels (what the network uses, else four-level);
    `progress(done, total)` counts counties. Raises `Invalid` (code, scheme), `Conflict` (laid out before; other words).
    """
    if not rules.can_lay_out(actor):
        raise NotAllowed
    branches = plan(area_code, name)
    suffixes = {kind: level.suffix for kind, level in ensure_levels(scheme).items()}
    refuse_existing(area_code, branches)
    step = _stepper(progress, sum(len(branch.counties) for branch in branches))
    made = [_lay_branch(branch, suffixes, step) for branch in branches]
    counts = _sum(made)
    changes = {key: [0, n] for key, n in asdict(counts).items() if key != "root_path"}
    audit.record("unit.lay-out", actor=actor, changes={"area": ["", area_code], **changes})
    for each in made:
        index_below(each.root_path, each.units)
    return counts


def _lay_branch(branch: Branch, suffixes: Suffixes, step: Callable[[], None]) -> Counts:
    above = _upper_unit(branch.top)
    top = _oversight(branch, above, suffixes) if branch.has_oversight else None
    parent, name = (top, "") if top else (above, branch.name)
    made = [Counts(oversights=1, root_path=top.path)] if top else []
    for area in branch.counties:
        made.append(_lay_one(area, parent, suffixes, name))
        step()
    for unit in filter(None, (above, top)):
        unit.save(update_fields=["next_child"])
    return _sum(made)


def _lay_one(area: Area, parent: Unit | None, suffixes: Suffixes, name: str) -> Counts:
    county = build_county(area, parent, suffixes, name)
    clean(county.centre, ["name"])
    offices = write_county(county, clock.today())
    return Counts(0, 1, len(county.hubs), len(county.stations), offices, county.centre.path)


def _oversight(branch: Branch, above: Unit | None, suffixes: Suffixes) -> Unit:
    build = Builder(suffixes)
    unit = build.seat(above, UnitKind.OVERSIGHT, branch.top, branch.place, branch.name)
    clean(unit, ["name"])
    unit.save(force_insert=True)
    write_attributes(unit, build.codes, clock.today())
    return unit


def _upper_unit(top: Area) -> Unit | None:
    """The overseeing office that stands above the area already, under a lock; new units go below it."""
    codes = [top.code[:digits] for digits in (4, 2) if digits < len(top.code)]
    found = [unit for unit in map(by_code, codes) if unit and unit.kind == UnitKind.OVERSIGHT]
    return lock(Unit.objects.all(), pk=found[0].pk) if found else None


def _sum(parts: Iterable[Counts]) -> Counts:
    rows = list(parts)
    fields = ("oversights", "centres", "hubs", "stations", "offices")
    totals = {field: sum(getattr(row, field) for row in rows) for field in fields}
    return Counts(**totals, root_path=rows[0].root_path if rows else "")


def _stepper(progress: Progress | None, total: int) -> Callable[[], None]:
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if progress:
            progress(done, total)

    return step
