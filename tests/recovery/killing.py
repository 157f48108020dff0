"""Writes that are acknowledged while what writes them is killed again and again, and what is there afterwards."""

import datetime as dt
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

KINDS = (
    "ask", "verify", "dispatch", "accept", "check-in", "check-out", "rate", "complain", "consent", "withdraw-consent",
)  # fmt: skip
WORKER = """
import importlib, os
settings = importlib.import_module(os.environ["DJANGO_SETTINGS_MODULE"])
settings.Q_CLUSTER = importlib.import_module("shijian.kernel.jobs").cluster_settings(
    workers=1, timeout=4, retry=6, poll=0.1
)
from django.core.management import execute_from_command_line
execute_from_command_line(["shijian", "worker"])
"""
COUNTY = "from tests.recovery import kill_county as it\n"
PATIENCE = 60


class Server:
    """One after another: whoever asks gets an answer, or None when the server died meanwhile."""

    def __init__(self, place):
        self.place, self.kills, self.process = place, 0, None

    def start(self):
        script = Path(__file__).with_name("server.py")
        said = (self.place.home / "server.log").open("a")
        self.process = subprocess.Popen(
            [sys.executable, str(script)],
            env=self.place.env | {"SHIJIAN_RATE_LIMITS": "false"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
        )
        said.close()
        assert self.process.stdout.readline() == "ready\n"

    def said(self):
        """The end of what it wrote to its log."""
        return (self.place.home / "server.log").read_text()[-3000:]

    def ask(self, request):
        """Send a request; None when the server died before it answered."""
        if self.process is None:
            self.start()
        try:
            self.process.stdin.write(json.dumps(request) + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line.endswith("\n"):
            self.end()
            return None
        return json.loads(line)

    def kill(self):
        if self.process is not None:
            self.process.kill()
            self.kills += 1

    def end(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process.stdin.close()
            self.process.stdout.close()
            self.process = None


@dataclass
class Writer:
    """Walks orders from the wish to the rating, each step a request with a key of its own, until it is acknowledged.

    `kill` is called at random moments, `kills` times over all; `back` brings to life again what it killed.
    """

    place: object
    journeys: int
    volunteers: int = 4
    kills: int = 0
    kill: object = None
    back: object = None
    seed: int = 1
    acknowledged: dict = field(default_factory=dict)

    def run(self):
        self.server = Server(self.place)
        self.facts = json.loads(self.place.python(f"{COUNTY}it.make({self.volunteers})"))
        self.rng, total = random.Random(self.seed), self.journeys * len(KINDS)
        self.moments, self.count = set(self.rng.sample(range(total), self.kills)), 0
        self.start = dt.datetime.now(dt.UTC).replace(hour=1, minute=0, second=0, microsecond=0)
        self.start += dt.timedelta(days=2)
        try:
            for number in range(self.journeys):
                self.walk(number)
        finally:
            self.server.end()
        return self

    def walk(self, number):
        """One order by each of its kinds of writes; every other one is claimed instead of offered."""
        volunteer, token = self.facts["volunteers"][number % self.volunteers]
        begin = self.start + dt.timedelta(days=number // self.volunteers)
        day = begin.astimezone(dt.timezone(dt.timedelta(hours=8))).date().isoformat()
        wish = {"wished_from": f"{day}T09:00", "wished_until": f"{day}T11:00", "unit_id": self.facts["unit"]}
        wish |= {"category": "repair", "title": f"kill-{number}"}
        order = self.write("ask", "resident", "orders", wish)["id"]
        self.write("verify", "station", f"orders/{order}/verify", {"note": "电话"})
        if number % 2:
            self.write("dispatch", "hub", f"orders/{order}/dispatch", {"open_to_claim": True})
            self.write("accept", token, f"orders/{order}/claim")
        else:
            self.write("dispatch", "hub", f"orders/{order}/dispatch", {"volunteer_ids": [volunteer]})
            self.write("accept", token, f"offers/{self.offer(token, order)}/accept")
        self.write("check-in", token, f"orders/{order}/check-in", at=begin)
        self.write(
            "check-out", token, f"orders/{order}/check-out", at=begin + dt.timedelta(minutes=60, seconds=20)
        )
        self.write("rate", "resident", f"orders/{order}/rate", {"stars": 5}, at=begin + dt.timedelta(hours=2))
        said = {"kind": "order", "object_id": order, "ground": "other", "words": f"kill-{number}"}
        self.write("complain", "resident", "complaints", said, at=begin + dt.timedelta(hours=3))
        self.write("consent", token, "me/consents", {"purpose": "public-name"})
        self.write("withdraw-consent", token, "me/consents/withdraw", {"purpose": "public-name"})

    def offer(self, token, order):
        rows = self.send({"method": "GET", "path": "offers?limit=50", "body": None, "token": token})["items"]
        return next(row["id"] for row in rows if row["order"]["id"] == order)

    def write(self, kind, who, path, body=None, at=None):
        """Send one write until it is acknowledged, as a device does; somewhere around it something may be killed."""
        timer = None
        if self.count in self.moments:
            timer = threading.Timer(self.rng.uniform(0, 0.12), self.kill, [self])
            timer.start()
        token = self.facts.get(who, who)
        request = {"method": "POST", "path": path, "body": body, "token": token, "at": at and at.isoformat()}
        answer = self.send(request, after=timer)
        self.count += 1
        self.acknowledged[kind] = self.acknowledged.get(kind, 0) + 1
        return answer

    def send(self, request, after=None):
        moment = request.get("at") or dt.datetime.now(dt.UTC).isoformat()
        request = request | {"key": f"kill-key-{self.count:08d}", "at": moment}
        end = time.monotonic() + PATIENCE
        while True:
            answer = self.server.ask(request)
            if after:
                after.join()
                after = None
                if self.back:
                    self.back(self)
            if answer is not None and answer[1] < 500:
                break
            assert time.monotonic() < end, (
                f"nobody acknowledged {request['path']}: {answer}\n{self.server.said()}"
            )
            time.sleep(0.05)
        assert answer[0] == request["key"], answer
        assert answer[1] in (200, 201), (request["path"], answer)
        return answer[2]


def kill_server(writer):
    writer.server.kill()


def problems(place, writer):
    """What of the acknowledged writes is lost and what is there twice: (lost, doubled), each a list of names."""
    found, more = json.loads(place.python(f"{COUNTY}it.left()"))
    lost, doubled = [], []
    for number in range(writer.journeys):
        title = f"kill-{number}"
        rows = found.pop(title, [])
        numbers = {
            name: sum(row[name] for row in rows)
            for name in ("offers", "services", "ratings", "records", "complaints", "created", "verified")
        }
        wanted = dict.fromkeys(numbers, 1) | ({"offers": 0} if number % 2 else {})
        lost += [f"{title}: {name}" for name, count in numbers.items() if count < wanted[name]]
        doubled += [f"{title}: {name}" for name, count in numbers.items() if count > wanted[name]]
        lost += [f"{title}: closed" for row in rows if row["state"] != "closed"]
    doubled += [*found, *["message"] * more["doubled"]]
    for name in ("given", "withdrawn"):
        if more[name] != writer.journeys:
            (lost if more[name] < writer.journeys else doubled).append(f"consents {name}: {more[name]}")
    return lost, doubled


class Worker:
    """The real worker in a group of its own, which can be killed."""

    def __init__(self, place):
        self.place, self.kills, self.process = place, 0, None

    def start(self):
        self.process = subprocess.Popen(
            [sys.executable, "-c", WORKER],
            env=self.place.env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.kills += 1


def work_and_kill(place, *, jobs, kills, most=0.8, seed=1, also=None):
    """Have a worker do `jobs` jobs and kill it `kills` times in the middle; gives it and what is left of the jobs.

    `also` is called at each kill, and brings back what it kills itself.
    """
    place.python(f"{COUNTY}it.enqueue({jobs})")
    worker, rng = Worker(place), random.Random(seed)
    for number in range(1, 1 + kills):
        worker.start()
        place.python(f"{COUNTY}it.until({number * jobs // (kills + 1)})")
        time.sleep(rng.uniform(0, most))
        worker.kill()
        if also:
            also()
    worker.start()
    place.python(f"{COUNTY}it.until({jobs})")
    worker.kill()
    worker.kills -= 1
    return worker, json.loads(place.python(f"{COUNTY}it.jobs_left()"))
