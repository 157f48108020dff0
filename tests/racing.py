"""A race is made of calls that begin together, each on a connection of its own; what is left then is looked at."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from shijian.kernel.errors import Conflict, ShijianError

RIVALS = 4
PASSWORD = "vier-Voegel-9 fliegen"
RACES: list[Callable[..., Any]] = []
# The dotted name of what takes something scarce, and the races in which it runs.
RACED: dict[str, list[str]] = {}


@dataclass
class Race:
    """What is called at once, how many of the calls may succeed, and what is there afterwards."""

    calls: list[Any]
    won: set[int]
    left: Any
    expected: Any


def race(*names):
    """Enter a race; `names` are what it races, by their dotted names."""

    def enter(function):
        RACES.append(function)
        for name in names:
            RACED.setdefault(name, []).append(function.__name__)
        return function

    return enter


def must(value):
    """Make a refusal of what says no by giving nothing."""
    if not value:
        raise Conflict
    return value


def run(calls):
    """Give how many calls succeeded; a refusal in words is no success, anything else fails the test."""
    start, outcomes = threading.Barrier(len(calls)), []

    def one(call):
        try:
            start.wait(timeout=20)
            call()
            outcomes.append(True)
        except ShijianError:
            outcomes.append(False)
        except BaseException as error:  # noqa: BLE001 - told below
            outcomes.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    for error in outcomes:
        if isinstance(error, BaseException):
            raise error
    assert len(outcomes) == len(calls)
    return outcomes.count(True)
