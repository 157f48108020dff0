"""The reads of `records`: service records; complaints lie beside."""

from shijian.records.queries.records import (
    GRADE_TONES,
    minutes_by_grade,
    minutes_by_month,
    of_person,
    valid_minutes,
    with_people,
)

__all__ = ["GRADE_TONES", "minutes_by_grade", "minutes_by_month", "of_person", "valid_minutes", "with_people"]
