"""How amounts are written."""

from __future__ import annotations

from django import template

from shijian.activities.queries.archive_sheet import yuan

register = template.Library()
register.filter("yuan", yuan)
