"""Writes of units: the only place that saves."""

from shijian.units.operations.codes import set_code
from shijian.units.operations.facts import change_unit
from shijian.units.operations.founding import found_unit, open_unit
from shijian.units.operations.indexing import index_units
from shijian.units.operations.layout import Counts, lay_out_county
from shijian.units.operations.levels import set_level
from shijian.units.operations.life import close_unit, merge_unit, rename_unit, reopen_unit
from shijian.units.operations.offices import add_office, change_office, dissolve_office
from shijian.units.operations.tenants import ENDERS, TENANTS, Tenant

__all__ = [
    "ENDERS", "TENANTS", "Counts", "Tenant", "add_office", "change_office", "change_unit", "close_unit",
    "dissolve_office", "found_unit", "index_units", "lay_out_county", "merge_unit", "open_unit", "rename_unit",
    "reopen_unit", "set_code", "set_level",
]  # fmt: skip
