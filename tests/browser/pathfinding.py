"""Which pages somebody can reach: links followed breadth first; of like addresses a few unlike pages are kept."""

from collections import Counter, deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from django.urls import Resolver404, resolve

FETCHED, KEPT = 4, 2  # of each kind of address: read at most so many, keep so many unlike ones
LEAVING = {"people:logout", "people:login"}


@dataclass
class Reading(HTMLParser):
    """What a page links to, what can be linked to in it, and which kinds of element it is made of."""

    links: list[str] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)

    def __post_init__(self):
        super().__init__()

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.kinds.add(f"{tag}.{values.get('class') or ''}.{values.get('type') or ''}")
        self.marks.update(value for key, value in attrs if key == "id")
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if values.get("hx-get"):
            self.links.append(values["hx-get"])


def read(text):
    """The reading of a page's text."""
    reading = Reading()
    reading.feed(text)
    return reading


def kind(url):
    """What like addresses share: the name of the route and the names of the parameters."""
    parts = urlsplit(url)
    try:
        name = resolve(parts.path).view_name
    except Resolver404:
        name = parts.path
    return name, tuple(sorted({key for key, value in parse_qsl(parts.query)}))


@dataclass
class Walk:
    """`pages` are the addresses to look at and their kinds of element, `broken` what could not be opened."""

    request: object
    base: str
    pages: dict[str, set[str]] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    seen: Counter = field(default_factory=Counter)
    kept: dict = field(default_factory=dict)

    def through(self, *starts):
        """Follow everything from here on."""
        todo, known = deque((start, "") for start in starts), set(starts)
        while todo:
            url, source = todo.popleft()
            for link in self._open(url, source):
                if link not in known:
                    known.add(link)
                    todo.append((link, url))
        return self

    def _open(self, url, source):
        key = kind(url)
        if self.seen[key] >= FETCHED or key[0] in LEAVING:
            return []
        self.seen[key] += 1
        answer = self.request.get(url)
        if answer.status >= 400:
            self.broken.append(f"{answer.status} {url} linked from {source}")
        if "text/html" not in answer.headers.get("content-type", "") or answer.status >= 400:
            return []
        return self._links(answer.url, key, answer.text())

    def _links(self, url, key, text):
        reading = read(text)
        if "<html" in text and self._is_new(key, reading.kinds):
            self.pages[url.removeprefix(self.base)] = reading.kinds
        here = [link[1:] for link in reading.links if link.startswith("#") and "<html" in text]
        self.broken += [f"#{mark} in {url}" for mark in here if mark not in reading.marks]
        full = (urldefrag(urljoin(url, link))[0] for link in reading.links if not link.startswith("#"))
        return [link.removeprefix(self.base) for link in full if link.startswith(self.base)]

    def _is_new(self, key, kinds):
        """Whether a page of this address brings kinds of element that its like so far did not show."""
        before = self.kept.setdefault(key, [])
        if len(before) >= KEPT or any(kinds <= each for each in before):
            return False
        before.append(kinds)
        return True
