"""The audit trail: rows written with the deed, sealed into a hash chain soon after, never changed."""

from shijian.kernel.audit.chain import GENESIS, digest, problems, seal
from shijian.kernel.audit.entries import difference, look, record
from shijian.kernel.audit.purposes import LookPurpose

__all__ = ["GENESIS", "LookPurpose", "difference", "digest", "look", "problems", "record", "seal"]
