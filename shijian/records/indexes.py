"""The blind indexes of complaints and devices, for a new key. Codes and marks are kept nowhere.

Codes are found under earlier keys too; a device brings its marks under the new key when it is used again.
"""

from shijian.kernel.reindexing import COLUMNS, IndexColumn
from shijian.records.models.complaints import CODE, WHO
from shijian.records.models.device_marks import DEVICE

COLUMNS.extend(
    [
        IndexColumn("records.Complaint", "who_index", WHO, lambda row: row.who),
        IndexColumn("records.Complaint", "code_index", CODE, made="created_at"),
        IndexColumn("records.DeviceMark", "device_index", DEVICE, made="at"),
    ]
)
