"""The drill of docs/recovery.md, run as it is written: backup, kill, new place, restore, prove, serve a page."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from shijian.demo import serving
from tests.recovery.conftest import fast_folder
from tests.recovery.places import COMMAND

DOCUMENT = Path(__file__).parents[2] / "docs" / "recovery.md"
BLOCK = re.compile(r"^```sh (\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def step(tmp_path):
    """`step(name, place, **names)` runs a block of the document with its names of places changed."""
    blocks = dict(BLOCK.findall(DOCUMENT.read_text()))
    command = f'{sys.executable} -c "from shijian.config.cli import main; main()"'

    def run(name, place, names):
        text = blocks[name].replace(".venv/bin/shijian", command)
        for old, new in names.items():
            text = text.replace(old, str(new))
        script = ["bash", "-euo", "pipefail", "-c", text]
        log = tmp_path / f"{name}.log"
        with log.open("w") as out:
            process = subprocess.Popen(
                script, env=place.env, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
            )
            assert process.wait(300) == 0, log.read_text()
        return process.pid

    return run


def test_the_document_has_every_step():
    assert [name for name, _text in BLOCK.findall(DOCUMENT.read_text())] == [
        "setup",
        "restore",
        "prove",
        "serve",
    ]


def test_the_drill(county_place, new_place, step):
    medium, port, old_port = fast_folder(), free_port(), free_port()
    there = {"/mnt/backup": medium / "data", "/mnt/keys": medium / "keys", "8000": port}
    running = subprocess.Popen(
        [*COMMAND, "run", "--no-demo", "--port", str(old_port), "--workers", "1"],
        env=county_place.env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_for(old_port)
        step("setup", county_place, {**there, "/srv/shijian": county_place.home})
        before = page(old_port, "/units/")
    finally:
        end(running.pid)
        running.wait()
    began, place = time.monotonic(), new_place()
    names = {**there, "/srv/shijian-new": place.home}
    step("restore", place, names)
    place.extra = {"SHIJIAN_BACKUP_TO": str(medium / "data"), "SHIJIAN_BACKUP_KEYS_TO": str(medium / "keys")}
    step("prove", place, names)
    server = step("serve", place, names)
    try:
        assert page(port, "/units/") == before
        print(f"drill: from the kill to the first page {time.monotonic() - began:.0f} s")
    finally:
        end(server)


def wait_for(port):
    end_at = time.monotonic() + 120
    while not serving.answers("127.0.0.1", port):
        assert time.monotonic() < end_at, "the server did not come up"
        time.sleep(0.2)


def page(port, path):
    """The words of a page, without what is drawn anew each time."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
        assert answer.status == 200
        text = answer.read().decode()
    return re.findall(r">([^<>\s][^<>]*)<", text)


def end(group):
    """Kill a process with all that it started: server and worker run in groups of their own and die with it."""
    children = subprocess.run(
        ["ps", "-eo", "pid=,ppid=,pgid="], capture_output=True, text=True, check=True
    ).stdout.split("\n")
    rows = [tuple(map(int, line.split())) for line in children if line.strip()]
    family = {pid for pid, _parent, gid in rows if pid == group or gid == group}
    while grown := {pid for pid, parent, _gid in rows if parent in family} - family:
        family |= grown
    for pid in family:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
