"""What the search for leaked personal data shares: marked values, where they may not be, and a county full of them."""

import json
import logging
import re
from contextlib import contextmanager
from html import unescape
from urllib.parse import unquote

from django.core.cache import caches
from django.core.files.storage import default_storage
from django_q.models import OrmQ, Schedule, Task

from shijian.kernel import crypto
from shijian.kernel.logs import JsonFormatter
from shijian.kernel.models import AuditEntry
from shijian.orders.models import Order, Rating
from shijian.people.models import DataRequest, HarmReport, MinorAccess, Person
from shijian.records.models import (
    Commendation,
    Complaint,
    RecordImport,
    RecordObjection,
    Star,
    StarBar,
    StarObjection,
    TopUp,
)
from shijian.volunteers.models import JoinRequest, Volunteer

WORD, PHONE, DOCUMENT = "暗号", "1398765", "62302719"
TOKENS = (WORD, PHONE, DOCUMENT)
ADDRESSES = re.compile(
    r"""\s(?:href|src|srcset|action|formaction|hx-\w+|data-[\w-]*(?:url|href))=["']([^"']*)"""
)
ESCAPED = re.compile(r"\\u([0-9a-f]{4})")
SENT = {
    **dict.fromkeys(("name", "given_by_name", "guardian_name", "login_name", "to", "who"), f"{WORD}名"),
    **dict.fromkeys(("phone", "contact_phone", "guardian_phone", "public_phone"), f"{PHONE}9999"),
    **dict.fromkeys(("document_number", "number", "code"), f"{DOCUMENT}9999999999"),
    **dict.fromkeys(("words", "note", "reason", "description", "answer", "address", "evidence"), f"{WORD}话"),
    **dict.fromkeys(("purpose", "kind", "unit", "person", "q", "about", "what", "title"), f"{WORD}错"),
}


def found_in(text, *, but=()):
    """The marks that stand in a text, also where it is written with percent signs or as JSON."""
    for own in but:
        text = text.replace(own, "")
    plain = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    forms = (text, plain, unquote(unescape(text)))
    return sorted({token for token in TOKENS for form in forms if token in form})


def mark_everything():
    """Give every row of the database marked values; each person another name, phone and document."""
    for person in Person.objects.order_by("pk"):
        number = f"{DOCUMENT}{person.pk:010}"
        person.name, person.address = f"{WORD}{person.pk}人", f"{WORD}巷{person.pk}号"
        person.phone, person.document_number = f"{PHONE}{person.pk % 10000:04}", number
        person.document_type = "111"
        person.phone_index = crypto.blind_index(person.phone, "phone")
        person.document_index = crypto.blind_index(number, "document")
        person.save()
    words = f"{WORD}话"
    Order.objects.update(description=words, title=words, address=words, contact_phone=f"{PHONE}0000")
    Rating.objects.update(words=words, reply=words)
    Complaint.objects.update(words=words, name=f"{WORD}人", phone=f"{PHONE}0001", answer=words)
    RecordObjection.objects.update(words=words, answer=words)
    TopUp.objects.update(reason=words, answer=words)
    Commendation.objects.update(answer=words, revoke_reason=words)
    RecordImport.objects.update(reason=words, answer=words)
    Star.objects.update(answer=words)
    StarBar.objects.update(reason=words)
    StarObjection.objects.update(words=words, answer=words)
    Volunteer.objects.update(guardian_name=f"{WORD}人", guardian_phone=f"{PHONE}0002", employer=words)
    MinorAccess.objects.update(purpose=words)
    HarmReport.objects.update(what=words, who=words)
    JoinRequest.objects.update(words=words)
    DataRequest.objects.update(words=words, wish=json.dumps({"name": words}))


def faults_of(response, own_name):
    """Say what is wrong with an answer: a mark in an address, file name, cookie, error page, or what may be kept."""
    body = _body(response)
    urls = [url for url in ADDRESSES.findall(body) if not url.startswith("tel:")]
    urls.append(response.headers.get("Location", ""))
    yield from (f"address {url}" for url in urls if found_in(url))
    if found_in(response.headers.get("Content-Disposition", "")):
        yield "name of a file"
    yield from (f"cookie {name}" for name, each in response.cookies.items() if found_in(_opened(each.value)))
    if response.status_code in (400, 403, 404, 405, 410, 429, 500) and found_in(body, but=[own_name]):
        yield "error page"
    kept = response.headers.get("Cache-Control", "")
    if found_in(body) and not ("no-store" in kept and "private" in kept):
        yield f"may be kept: {kept!r}"


def _body(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8", "ignore")


def _opened(value):
    """What a device can read of a cookie: its own text, and what a signature of Django leaves open."""
    import zlib

    from django.core.signing import b64_decode

    part = value.split(":", 1)[0]
    try:
        plain = b64_decode(part.lstrip(".").encode())
        return (zlib.decompress(plain) if part.startswith(".") else plain).decode("utf-8", "ignore")
    except (ValueError, zlib.error):
        return value


@contextmanager
def written_logs():
    """Everything that any logger writes, as the installation formats it."""
    lines, handler = [], logging.Handler(logging.DEBUG)
    formatter = JsonFormatter()
    handler.emit = lambda record: lines.append(formatter.format(record))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield lines
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def left_behind():
    """Where a mark was left: caches, jobs, results of jobs, the audit trail's changes, names of files."""
    for alias in ("default", "limits"):
        for key, value in caches[alias]._cache.items():
            if found_in(f"{key} {value.decode('utf-8', 'ignore')}"):
                yield f"cache {alias} {key}"
    yield from (f"job {row.task['func']}" for row in OrmQ.objects.all() if found_in(str(row.task)))
    rows = Schedule.objects.values_list("func", "args", "kwargs")
    yield from (f"schedule {row[0]}" for row in rows if found_in(str(row)))
    results = Task.objects.order_by("id").values_list("func", "args", "result")
    yield from (f"result {row[0]}" for row in results if found_in(str(row)))
    changes = AuditEntry.objects.order_by("id").values_list("action", "changes")
    yield from {f"audit {action}" for action, change in changes if found_in(json.dumps(change))}
    yield from (f"file {name}" for name in _names("") if found_in(name))


def _names(folder):
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from files
    for each in folders:
        yield each
        yield from _names(f"{folder}/{each}".lstrip("/"))
