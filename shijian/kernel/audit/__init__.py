"""The audit trail: rows written with the deed, sealed into a hash chain soon after, never changed.

`check` verifies it, `roots` signs a line a day, `retention` lets old days go, `denials` notes tries that were refused.
"""

from shijian.kernel.audit.chain import GENESIS, seal
from shijian.kernel.audit.entries import checked_note, difference, look, record, take_along
from shijian.kernel.audit.purposes import LookPurpose

__all__ = ["GENESIS", "LookPurpose", "checked_note", "difference", "look", "record", "seal", "take_along"]
