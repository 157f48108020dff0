"""Who can see a record, and why: asked of the same rules that let a page open."""

from shijian.web.sight.kinds import KINDS, Kind
from shijian.web.sight.watchers import Watcher, is_public, may_ask, watchers

__all__ = ["KINDS", "Kind", "Watcher", "is_public", "may_ask", "watchers"]
