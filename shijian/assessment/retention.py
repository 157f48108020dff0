"""What of targets stays."""

from shijian.kernel.retention import reasons, stays

stays("assessment.Target", why=reasons.FIGURES)
