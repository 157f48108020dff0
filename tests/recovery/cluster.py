"""A PostgreSQL cluster of one's own, with everything that keeps a commit, that can be killed and started again."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

FINDER = Path(__file__).parents[2] / "tools" / "postgres.sh"
# A killed process loses nothing that the kernel has; only a power cut would ask for more.
OPTIONS = "-c fsync=off -c synchronous_commit=on -c full_page_writes=on -c max_connections=30 -c shared_buffers=64MB"


def binaries():
    """The folder of the server's programs, or None where there is no server."""
    found = subprocess.run([str(FINDER), "--find"], capture_output=True, text=True, check=False)
    return Path(found.stdout.strip()) if found.returncode == 0 else None


class Cluster:
    """`.url` is an empty database; `.kill()` ends every process of it at once, `.start()` brings it back."""

    def __init__(self):
        self.bin, self.kills = binaries(), 0
        self.folder = Path(tempfile.mkdtemp(prefix="shijian-cluster-", dir="/tmp"))
        self.user = []
        if os.getuid() == 0:
            owner = next((row.pw_name for row in pwd.getpwall() if row.pw_name == "postgres"), "nobody")
            self.user = ["runuser", "-u", owner, "--", "env", "HOME=/tmp"]
            shutil.chown(self.folder, owner)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._run(
            "initdb", "-D", self.data, "-U", "shijian", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"
        )
        self.start()
        self._run("createdb", "-h", "127.0.0.1", "-p", self.port, "-U", "shijian", "shijian")
        self.url = f"postgres://shijian@127.0.0.1:{self.port}/shijian"

    @property
    def data(self):
        return self.folder / "data"

    def start(self):
        options = f"-p {self.port} -k {self.folder} -h 127.0.0.1 {OPTIONS}"
        self._run("pg_ctl", "-D", self.data, "-l", self.folder / "log", "-w", "-o", options, "start")
        self.is_up = True

    def start_again(self):
        """Start it unless it is running."""
        if not self.is_up:
            self.start()

    def kill(self):
        """SIGKILL to the server and to each of its children; nothing is written any more."""
        pid = int((self.data / "postmaster.pid").read_text().split()[0])
        os.kill(
            pid, signal.SIGSTOP
        )  # or it bears a child after the count, which writes on beside the next server
        family = [pid, *(each for each, parent, _state in _processes() if parent == pid)]
        for each in family:
            try:
                os.kill(each, signal.SIGKILL)
            except ProcessLookupError:
                continue
        while any(each in family and not state.startswith("Z") for each, _parent, state in _processes()):
            time.sleep(0.01)
        # Where nobody reaps the dead, their numbers look alive to the next server.
        (self.data / "postmaster.pid").unlink()
        (self.folder / f".s.PGSQL.{self.port}.lock").unlink(missing_ok=True)
        self.kills, self.is_up = self.kills + 1, False

    def end(self):
        self._run("pg_ctl", "-D", self.data, "-m", "immediate", "stop", check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, name, *words, check=True):
        command = [*self.user, str(self.bin / name), *map(str, words)]
        subprocess.run(command, cwd="/", check=check, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _processes():
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,stat="], capture_output=True, text=True, check=True)
    for line in listed.stdout.splitlines():
        pid, parent, state = line.split()
        yield int(pid), int(parent), state
