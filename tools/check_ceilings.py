"""Fail on functions, files and templates that grew past their ceiling."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from tree import files, text_of

FUNCTION, FILE, TEMPLATE, TESTS = 40, 300, 150, 600
CODE = {".py", ".js", ".css", ".sh"}
SKIPPED = {"migrations", "data", "vendor"}


def main() -> int:
    """Print each excess with its place; return 1 when there is one."""
    found = [line for path in files() for line in excesses(path)]
    print("\n".join(found) or "ceilings: all kept")
    return 1 if found else 0


def excesses(path: Path) -> Iterator[str]:
    """Yield one line of text for each ceiling that a file breaks."""
    if SKIPPED & set(path.parts) or not ceiling_of(path):
        return
    text = text_of(path) or ""
    lines, ceiling = text.count("\n"), ceiling_of(path)
    if lines > ceiling:
        yield f"{path}: {lines} lines, ceiling {ceiling}"
    if path.suffix == ".py":
        yield from long_functions(path, text)


def ceiling_of(path: Path) -> int:
    """Return the most lines that a file may have; 0 means no limit."""
    if "templates" in path.parts:
        return TEMPLATE
    if path.suffix in CODE:
        return TESTS if path.parts[0] == "tests" else FILE
    return 0


def long_functions(path: Path, text: str) -> Iterator[str]:
    """Yield a line for each function of a Python file that is too long."""
    for node in ast.walk(ast.parse(text, filename=str(path))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION:
                yield f"{path}:{node.lineno}: {node.name} has {length} lines, ceiling {FUNCTION}"


if __name__ == "__main__":
    sys.exit(main())
