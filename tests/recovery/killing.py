"""Writes that are acknowledged by a server which is killed again and again, and what is there afterwards."""

import json
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

TOKENS = """
from shijian.people.models import Account
from shijian.people.operations import issue_token
from shijian.people.queries.actors import actor_for
for name in ("resident", "station"):
    account = Account.objects.get(login_name=name)
    print(issue_token(account, actor=actor_for(account.person))[1])
print(Account.objects.get(login_name="resident").person.unit_id)
"""
LEFT = """
import json
from shijian.kernel.models import AuditEntry, FlowLog
from shijian.orders.models import Order
rows = list(Order.objects.filter(title__startswith="kill-").values_list("pk", "title", "state"))
made = [AuditEntry.objects.filter(action="order.create", object_id=pk).count() for pk, _t, _s in rows]
moves = list(FlowLog.objects.filter(kind="order", transition="verify").values_list("object_id", flat=True))
print(json.dumps([[pk, title, state, moves.count(pk)] for pk, title, state in rows] + [made]))
"""


class Server:
    """One after another: whoever asks gets an answer, or None when the server died meanwhile."""

    def __init__(self, place):
        self.place, self.kills, self.process = place, 0, None

    def start(self):
        script = Path(__file__).with_name("server.py")
        self.process = subprocess.Popen(
            [sys.executable, str(script)],
            env=self.place.env | {"SHIJIAN_DEMO": "true"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stdout.readline() == "ready\n"

    def ask(self, request, *, kill_after=None):
        """Send a request; with `kill_after` seconds the server is killed that long after, answered or not."""
        if self.process is None:
            self.start()
        timer = threading.Timer(kill_after, self.process.kill) if kill_after is not None else None
        try:
            self.process.stdin.write(json.dumps(request) + "\n")
            self.process.stdin.flush()
            if timer:
                timer.start()
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if timer:
            timer.join()
            self.end()
            self.kills += 1
        return json.loads(line) if line.endswith("\n") else None

    def end(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process.stdin.close()
            self.process.stdout.close()
            self.process = None


def write_and_kill(place, *, writes, kills, seed=1):
    """Ask for orders and verify them, `writes` requests in all; gives (server, acknowledged orders and checks)."""
    resident, station, unit = place.python(TOKENS).split()
    rng = random.Random(seed)
    moments = set(rng.sample(range(writes), kills))
    start = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 3 * 86400))
    need = {
        "category": "repair",
        "unit_id": int(unit),
        "wished_from": f"{start}T09:00",
        "wished_until": f"{start}T11:00",
    }
    server, orders, checks, waiting = Server(place), {}, [], None
    for number in range(writes):
        request = {"key": f"kill-key-{number:06d}"}
        if waiting is None:
            request |= {"token": resident, "path": "orders", "body": need | {"title": f"kill-{number}"}}
        else:
            request |= {"token": station, "path": f"orders/{waiting}/verify", "body": {"note": "电话"}}
        after = rng.uniform(0, 0.15) if number in moments else None
        answer = server.ask(request, kill_after=after)
        while answer is None:  # what was not acknowledged is sent again with its key, as a device does
            answer = server.ask(request)
        key, status, body = answer
        assert (key, status in (200, 201)) == (request["key"], True), answer
        if waiting is None:
            waiting = orders[f"kill-{number}"] = body["id"]
        else:
            checks.append(waiting)
            waiting = None
    server.end()
    return server, orders, checks


def left_in(place):
    """[(key, title, state, times verified)] of the orders, and how often each was created by the audit trail."""
    *rows, made = json.loads(place.python(LEFT))
    return rows, made
