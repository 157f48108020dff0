"""What a guide is made of."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

PHONE, DESK = (540, 960), (960, 600)  # pixels of the pictures


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: its name, a plain sentence or two, and the page where it is done or the command to give."""

    key: str
    title: str | Promise
    sentence: str | Promise
    link: str = ""
    code: str = ""

    @property
    def url(self) -> str:
        """Where it is done; "" when no page does it."""
        return reverse(self.link) if self.link else ""


@dataclass(frozen=True, slots=True)
class Guide:
    """The way of one role through its work, step by step."""

    key: str
    name: str | Promise
    line: str | Promise
    steps: tuple[Step, ...]
    wide: bool = False

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of its pictures."""
        return DESK if self.wide else PHONE

    def picture(self, step: Step) -> str:
        """The static file that shows the page of a step; "" when there is none."""
        return f"web/guide/{self.key}-{step.key}.webp" if step.link else ""
