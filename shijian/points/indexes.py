"""The blind index of pick-up codes."""

from shijian.kernel.reindexing import COLUMNS, IndexColumn
from shijian.points.models.redemptions import CODE

COLUMNS.append(IndexColumn("points.Redemption", "code_index", CODE, lambda row: row.code))
