"""Tracebacks without what they were about: where it broke and with which kind of error, never the words of the error.

The message of an error repeats what was worked on: a whole row in that of PostgreSQL, a name in a KeyError.
"""

from __future__ import annotations

import re
import traceback

from django.db import IntegrityError

BEGIN = "Traceback (most recent call last):"
KIND = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*(?=:|$)", re.ASCII)
BROKEN_RULE = re.compile(
    r"(unique|check|foreign key|not null)\b.*|.*\bconstraint \"\w+\"", re.IGNORECASE | re.ASCII
)
BETWEEN = ("\nThe above exception was the direct cause of the following exception:\n", "\nDuring handling:\n")


def of_error(error: BaseException) -> str:
    """The traceback of an error and of those before it, with kinds instead of words."""
    trace = traceback.TracebackException.from_exception(error, capture_locals=False)
    return "".join(_chain(trace, error)).rstrip()


def of_text(text: str) -> str:
    """The same for a traceback that is text already; what stands before it is left out."""
    lines, found, is_code = text[text.find(BEGIN) :].splitlines() if BEGIN in text else [], [], False
    for line in lines:
        if line == BEGIN or line.startswith('  File "') or is_code:
            found.append(line)
        elif not line.startswith(" ") and (kind := KIND.match(line)):
            found.append(kind.group())
        is_code = line.startswith('  File "')
    return "\n".join(found)


def _chain(trace: traceback.TracebackException, error: BaseException) -> list[str]:
    before: list[str] = []
    if trace.__cause__ is not None and error.__cause__ is not None:
        before = [*_chain(trace.__cause__, error.__cause__), BETWEEN[0]]
    elif trace.__context__ is not None and error.__context__ is not None and not trace.__suppress_context__:
        before = [*_chain(trace.__context__, error.__context__), BETWEEN[1]]
    return [*before, f"{BEGIN}\n", *trace.stack.format(), f"{_kind(error)}\n"]


def _kind(error: BaseException) -> str:
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    return f"{name}: {_rule(error)}" if isinstance(error, IntegrityError) else name


def _rule(error: BaseException) -> str:
    """The rule of the database that was broken: its first line holds names of tables and columns only."""
    first = str(error).split("\n", 1)[0]
    return first if BROKEN_RULE.match(first) else ""
