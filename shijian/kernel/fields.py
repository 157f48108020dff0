"""Model fields of the kernel."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.lookups import IsNull, Lookup

from shijian.kernel import crypto

if TYPE_CHECKING:
    Base = models.TextField[str | None, str | None]
    AnyLookup = type[Lookup[Any]] | None
else:
    Base, AnyLookup = models.TextField, object


class EncryptedTextField(Base):
    """A text that the database holds only encrypted, bound to its field; the empty text stays empty.

    It cannot be searched or compared: keep a `crypto.blind_index` beside it to find a value. `purpose`
    defaults to `app.model.field`; state it before renaming any of the three.
    """

    def __init__(self, *args: Any, purpose: str = "", **kwargs: Any) -> None:
        self.purpose = purpose
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """For migrations: the purpose is kept only where it was stated."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, list(args), kwargs | ({"purpose": self.purpose} if self.purpose else {})

    def get_prep_value(self, value: Any) -> Any:
        """Ciphertext for the database; None and the empty text as they are."""
        text = super().get_prep_value(value)
        return crypto.encrypt(text, self.bound_to) if text else text

    def from_db_value(self, value: str | None, *_context: Any) -> str | None:
        """Plain text from the database. crypto.DecryptionError if it was tampered with."""
        return crypto.decrypt(value, self.bound_to) if value else value

    def get_lookup(self, lookup_name: str) -> AnyLookup:
        """Only isnull is meaningful on ciphertext; FieldError for every other lookup."""
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted: use its blind index instead of {lookup_name!r}")
        return IsNull

    def get_transform(self, lookup_name: str) -> None:
        """No transform reaches through the encryption."""
        raise FieldError(f"{self.name} is encrypted: {lookup_name!r} cannot be computed")

    @property
    def bound_to(self) -> str:
        """The purpose to which the ciphertext is bound."""
        return self.purpose or f"{self.model._meta.label_lower}.{self.name}"
