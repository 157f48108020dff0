"""Input of records and complaints."""

from shijian.records.forms.records import ReissueForm, VoidForm

__all__ = ["ReissueForm", "VoidForm"]
