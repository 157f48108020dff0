"""What is wrong with a page that stands in the browser: one short sentence for each finding."""

import re

from axe_playwright_python.sync_playwright import Axe

WIDTHS = (320, 360, 768, 1280)
LEAST = {"standard": 44, "elder": 60}
# Colours take longer than all other rules together. Nothing is loaded for the engine.
CONTRAST = {"runOnly": ["color-contrast"], "preload": False}
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "preload": False,
}
# Names of things that have no other name in Chinese.
KNOWN = re.compile(
    r"\b(?:Shijian|English|APP|API|JSON|CSV|Excel|WPS|xlsx|OpenAPI|UTF-8|GB/T|PDF|QR|ID|SHA-256|JPEG|PNG|WebP"
    r"|HEIC|MB|KB|Ctrl|Enter|Esc|Tab|Shift|Alt|GPL|AGPL|Python|Django|SQLite|PostgreSQL|shijian-demo|[jk]|x"
    r"|WeChat|Android|Edge|Windows|Chrome|Safari|Firefox|iPhone|iPad|Linux|Huawei|HarmonyOS|TS\d*|ZS\d*|CK\d*|TOTP|PIPL|Lines|Word|Cookie|check-in-mark)\b"
)
ENGLISH = re.compile(r"[A-Za-z]{2,}(?:[ '-][A-Za-z]+)*")
TEXTS = """() => {
  const said = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const each = walker.currentNode.parentElement;
    if (!each.closest("script, style, svg, code, kbd, pre, [translate=no], input, textarea, .page-address"))
      said.push(walker.currentNode.data);
  }
  for (const each of document.querySelectorAll("[title], [alt], [placeholder], [aria-label]"))
    if (!each.closest("[translate=no]"))
      for (const name of ["title", "alt", "placeholder", "aria-label"]) said.push(each.getAttribute(name) ?? "");
  return [document.title, ...said].filter((text) => text.trim());
}"""
TARGETS = """(least) => [...document.querySelectorAll(
    "a[href], button, summary, input:not([type=hidden]), select, textarea, label.choice, label.face")]
  .filter((each) => each.checkVisibility({visibilityProperty: true}) && !each.closest(".skip-link"))
  .map((each) => each.matches("[type=radio], [type=checkbox]") ? each.closest("label") ?? each : each)
  .filter((each) => !each.matches(".card-link a") && getComputedStyle(each).display !== "inline")
  .map((each) => [each, each.getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && (Math.round(box.width) < least || Math.round(box.height) < least))
  .map(([each, box]) =>
    `${each.tagName}.${each.className} ${(each.innerText ?? "").slice(0, 12)} ${box.width | 0}x${box.height | 0}`)"""
WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? null : [...document.querySelectorAll("body *")]
  .filter((each) => each.getBoundingClientRect().right > innerWidth + 1).slice(0, 3)
  .map((each) => `${each.tagName}.${each.className}`).join(" ")"""
axe = Axe()


def barriers(page, options=RULES):
    """What the accessibility engine finds; the window is as high as the page, so that no fixed bar covers a part."""
    page.set_viewport_size({"width": WIDTHS[1], "height": 800})
    page.set_viewport_size({"width": WIDTHS[1], "height": page.evaluate("document.body.scrollHeight") + 80})
    if page.evaluate("typeof axe") == "undefined":  # half a megabyte: once a page is enough
        page.evaluate(axe.axe_script)
    found = page.evaluate("(options) => axe.run(options)", {**options, "resultTypes": ["violations"]})
    return [f"axe {each['id']}: {each['nodes'][0]['html'][:120]}" for each in found["violations"]]


def frame(page):
    """A page has a title and one main heading."""
    heads = page.locator("h1").count()
    return [*([] if page.title().strip() else ["no title"]), *([] if heads == 1 else [f"{heads} h1"])]


def untranslated(page):
    """English words on a Chinese page."""
    words = (word for text in page.evaluate(TEXTS) for word in ENGLISH.findall(KNOWN.sub(" ", text)))
    return [f"English: {word}" for word in dict.fromkeys(words)]


def small(page, edition):
    """What a finger misses."""
    return [f"small {each}" for each in page.evaluate(TARGETS, LEAST[edition])]


def sideways(page, widths=WIDTHS):
    """At which widths the page must be moved sideways, and what is too wide. Ends at the last width."""
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        wide = page.evaluate(WIDE)
        found += [] if wide is None else [f"sideways at {width}: {wide}"]
    return found


def sideways_doubled(page):
    """Text at 200 % on a desk."""
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    wide = page.evaluate(WIDE)
    page.evaluate("document.documentElement.style.fontSize = ''")
    return [] if wide is None else [f"sideways at 200 %: {wide}"]
