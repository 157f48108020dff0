"""Offers made better by moving one at a time: whoever is asked is asked for another order where that brings more."""

from __future__ import annotations

from collections import defaultdict

from shijian.matching.offers import Asked, Limits, State, choose
from shijian.matching.week import Arcs, Floats, Ints, Week

ROUNDS = 6
FEW = 0.002
NOISE = 1e-6


def improve(week: Week, arcs: Arcs, chance: Floats, limits: Limits, asked: Asked) -> Asked:
    """Offers worth at least as much, within the same limits."""
    moves = _Moves(week, arcs, chance, limits, asked.arcs)
    for _round in range(ROUNDS):
        if moves.sweep() < FEW * len(asked.arcs):
            break
    return choose(week, arcs, chance, limits, moves.all())


class _Moves:
    def __init__(self, week: Week, arcs: Arcs, chance: Floats, limits: Limits, chosen: Ints) -> None:
        self.state = State(week, arcs, chance, limits)
        self.of: list[list[int]] = [[] for _order in range(len(week.orders))]
        for arc in chosen.tolist():
            self._ask(arc)
        self.same: dict[tuple[int, int], list[int]] = defaultdict(list)
        for arc in range(len(arcs)):
            self.same[self._span(arc)].append(arc)

    def sweep(self) -> int:
        """Each offer once: to the order for which this person in this span brings most; gives how many moved."""
        moved = 0
        for own in self.of:
            for arc in list(own):
                self._withdraw(arc)
                best, most = arc, self.state.gain(arc) + NOISE
                for other in self.same[self._span(arc)]:
                    if self.state.gain(other) > most and self.state.may(other):
                        best, most = other, self.state.gain(other)
                self._ask(best)
                moved += best != arc
        return moved

    def all(self) -> list[int]:
        """The offers as they are now."""
        return [arc for own in self.of for arc in own]

    def _span(self, arc: int) -> tuple[int, int]:
        return self.state.person[arc], self.state.slot[arc]

    def _ask(self, arc: int) -> None:
        self.state.add(arc)
        self.of[self.state.order[arc]].append(arc)

    def _withdraw(self, arc: int) -> None:
        own = self.of[self.state.order[arc]]
        own.remove(arc)
        self.state.take_back(arc, own)
