"""The blind indexes of complaints, for a new key. The codes are kept nowhere; they are found under earlier keys too."""

from shijian.kernel.reindexing import COLUMNS, IndexColumn
from shijian.records.models.complaints import CODE, WHO

COLUMNS.extend(
    [
        IndexColumn("records.Complaint", "who_index", WHO, lambda row: row.who),
        IndexColumn("records.Complaint", "code_index", CODE, made="created_at"),
    ]
)
