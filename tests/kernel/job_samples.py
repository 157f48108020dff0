"""Functions that the job tests have a real worker call; each leaves a line in a file of the test."""

import os
import time
from pathlib import Path


def note(path: str, word: str) -> None:
    """Write one word."""
    with Path(path).open("a") as file:
        file.write(f"{word}\n")


def hang_at_first(path: str) -> None:
    """Write the process's number; the first to do so then never ends."""
    is_first = not Path(path).exists()
    note(path, str(os.getpid()))
    if is_first:
        time.sleep(600)


def slow_note(path: str) -> None:
    """Write a word, work for a second, write another."""
    note(path, "begun")
    time.sleep(1)
    note(path, "done")


def tick() -> None:
    """Do nothing, as a recurring job."""


def fail_over(person_id: int) -> None:
    """Break with the name and the phone of a person in the words of the error."""
    from shijian.people.models import Person

    person = Person.objects.get(pk=person_id)
    raise ValueError(f"cannot serve {person.name}\n{person.phone} is engaged")
