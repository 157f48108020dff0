"""`run`: refuses a taken port, starts what died, gives up on what dies at once, stops everything."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from shijian.demo import serving, static_files
from shijian.demo.serving import Child, Keeper
from shijian.units.models import Unit
from tests.once import ON_SQLITE

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
FAILING = [sys.executable, "-c", "raise SystemExit(3)"]


@pytest.fixture
def listener():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()


@pytest.mark.django_db
def test_a_taken_port_is_refused_before_anything_is_built(listener):
    with pytest.raises(CommandError, match=str(listener[1])):
        call_command("run", port=listener[1])
    assert not Unit.objects.exists()


def test_a_free_port_is_seen_as_free(listener):
    host, port = listener
    assert not serving.port_is_free(host, port)
    assert serving.answers(host, port)
    with socket.socket() as probe:
        probe.bind((host, 0))
        free = probe.getsockname()[1]
    assert serving.port_is_free(host, free)
    assert not serving.answers(host, free)


@pytest.mark.parametrize("value", ["no", "0", "70000"])
def test_a_wrong_port_in_the_environment_is_explained(monkeypatch, value):
    monkeypatch.setenv("PORT", value)
    with pytest.raises(CommandError, match="PORT"):
        call_command("run")


def test_a_killed_child_is_started_again(listener):
    child, said = Child("worker", SLEEPER), []
    keeper = Keeper([child], said.append)
    child.start()
    first = child.process
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert keeper._keep()
    assert child.process.pid != first.pid
    assert len(said) == 1
    keeper.stop()
    assert child.has_ended


def test_a_child_that_always_fails_ends_the_whole(listener):
    child, said = Child("server", FAILING), []
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    try:
        assert (
            Keeper([child, Child("worker", SLEEPER)], said.append).run("127.0.0.1", listener[1], str, "") == 1
        )
    finally:
        signal.signal(signal.SIGINT, before[0])
        signal.signal(signal.SIGTERM, before[1])
    assert len(said) == serving.MOST_QUICK_ENDS


def test_what_a_killed_server_leaves_behind_is_ended(tmp_path):
    script = (
        f"import subprocess; p = subprocess.Popen({SLEEPER!r}); open('pid', 'w').write(str(p.pid)); p.wait()"
    )
    child = Child("server", [sys.executable, "-c", f"import os; os.chdir({str(tmp_path)!r}); {script}"])
    child.start()
    pid = int(_wait_for(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text()))
    child.process.kill()
    child.process.wait()
    child.sweep()
    assert _wait_for(lambda: not _runs(pid))


@ON_SQLITE
def test_both_processes_serve_and_end_with_one_signal(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = os.environ | {"SHIJIAN_HOME": str(tmp_path), "SHIJIAN_LOG_LEVEL": "ERROR"}
    env.pop("DATABASE_URL", None)
    command = [
        sys.executable,
        "-c",
        "from shijian.config.cli import main; main()",
        "run",
        "--no-demo",
        "--port",
        str(port),
    ]
    with subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as whole:
        try:
            printed = next(line for line in whole.stdout if f":{port}/" in line)
            assert serving.answers("127.0.0.1", port)
        finally:
            whole.send_signal(signal.SIGTERM)
        assert whole.wait(30) == 0
    assert printed
    assert not serving.answers("127.0.0.1", port)
    assert not (tmp_path / "demo").exists()


def test_static_files_are_collected_once(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    assert static_files.collect()
    assert (tmp_path / "shijian" / "style.css").exists()
    assert not static_files.collect()


def _runs(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def _wait_for(condition, seconds=20):
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
    return value
