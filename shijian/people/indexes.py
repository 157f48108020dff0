"""The blind indexes of persons and accounts, for a new key."""

from shijian.kernel.reindexing import COLUMNS, IndexColumn

COLUMNS.extend(
    [
        IndexColumn("people.Person", "phone_index", "phone", lambda row: row.phone),
        IndexColumn("people.Person", "document_index", "document", lambda row: row.document_number),
        IndexColumn(
            "people.Account", "phone_index", "phone", lambda row: row.person.phone, along=("person",)
        ),
        IndexColumn("people.OneTimeCode", "phone_index", "phone", lambda row: row.phone),
    ]
)
