"""Keeps the web server and the worker running as children, and stops both cleanly."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType
from typing import Protocol

from django.utils.translation import gettext as _

PR_SET_PDEATHSIG = 1
QUICK = 10.0
MOST_QUICK_ENDS = 3
PATIENCE = 20.0
PAUSE = 0.2
START_LIMIT = 30.0


class Say(Protocol):
    """Takes a line of text for the person at the terminal."""

    def __call__(self, words: str) -> object:
        """Print it."""


def port_is_free(host: str, port: int) -> bool:
    """Whether nobody listens there: the server would share a taken port without a word."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def answers(host: str, port: int) -> bool:
    """Whether somebody accepts connections there."""
    there = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - a name for this machine
    try:
        socket.create_connection((there, port), timeout=1).close()
    except OSError:
        return False
    return True


def _end_with_parent() -> None:
    """Linux: have the kernel send SIGTERM when the parent dies without a chance to say so."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One process that is to run as long as we do."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    quick_ends: int = 0

    def start(self) -> None:
        """Start it in a process group of its own: Ctrl-C reaches us only, and we tell the children."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - our own programs
            self.command,
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - one thread here
        )

    @property
    def has_ended(self) -> bool:
        """Whether it runs no more."""
        return self.process is not None and self.process.poll() is not None

    def may_start_again(self) -> bool:
        """Whether it did not end too often right after its start."""
        self.quick_ends = self.quick_ends + 1 if time.monotonic() - self.started < QUICK else 1
        return self.quick_ends < MOST_QUICK_ENDS

    def stop(self, deadline: float) -> None:
        """Wait for the end until the deadline (monotonic seconds), then end it by force."""
        if self.process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(max(deadline - time.monotonic(), 0.1))
        self.sweep()
        self.process.wait()

    def sweep(self) -> None:
        """End what is left of the group: the processes of a killed server would go on serving."""
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)


@dataclass
class Keeper:
    """Watches children until a signal comes, or one of them cannot be kept alive."""

    children: list[Child]
    say: Say
    stopping: bool = field(default=False)

    def run(self, host: str, port: int, ready: Say, words: str) -> int:
        """Run until told to stop; gives the exit code. `ready(words)` once the port answers."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)
        for child in self.children:
            child.start()
        told, since = False, time.monotonic()
        while not self.stopping:
            if not told and answers(host, port):
                told = True
                ready(words)
            if not self._keep() or (not told and time.monotonic() - since > START_LIMIT):
                self.stop()
                return 1
            time.sleep(PAUSE)
        self.stop()
        return 0

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _keep(self) -> bool:
        """Start again what has ended; false when one ends again and again."""
        for child in self.children:
            if child.has_ended and not self.stopping:
                code = child.process.returncode if child.process else 0
                child.sweep()
                self.say(
                    _("%(name)s: ended with code %(code)d, started again.")
                    % {"name": child.name, "code": code}
                )
                if not child.may_start_again():
                    return False
                child.start()
        return True

    def stop(self) -> None:
        """Tell all children to end and wait for them."""
        for child in self.children:
            if child.process is not None and not child.has_ended:
                child.process.terminate()
        deadline = time.monotonic() + PATIENCE
        for child in self.children:
            child.stop(deadline)


def children_for(host: str, port: int, workers: int) -> list[Child]:
    """The web server and the worker, run by this Python."""
    server = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", "4", "--backpressure", "64", "--no-access-log",
        "--log-level", "warning", "--respawn-failed-workers",
        "shijian.config.wsgi:application",
    ]  # fmt: skip
    worker = [sys.executable, "-c", "from shijian.config.cli import main; main()", "worker"]
    return [Child("server", server), Child("worker", worker)]
