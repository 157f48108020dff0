"""Counts what a hand does: presses on something, and fields typed into."""

COUNTING = """() => {
  addEventListener("pointerdown", (event) => {
    if (event.isTrusted && event.target.closest("a, button, input, select, label, summary")) window.counted("tap");
  }, true);
  const typed = new Set();
  addEventListener("input", (event) => {
    const field = event.target;
    const free = field.matches("textarea, input:not([type=radio], [type=checkbox], [type=file])");
    if (free && !typed.has(field)) { typed.add(field); window.counted("field"); }
  }, true);
}"""


class Hand:
    """A hand on one page. `spent(deed)` gives how many presses and typed fields a deed costs from the home page."""

    def __init__(self, page):
        self.page, self.marks = page, []
        page.expose_function("counted", lambda mark: self.marks.append(mark))  # noqa: PLW0108 - the browser wants a function
        page.add_init_script(f"({COUNTING})()")

    def spent(self, deed, *more):
        self.marks.clear()
        deed(self.page, *more)
        self.page.wait_for_load_state("networkidle")
        self.page.evaluate("0")  # what the page said before has arrived when this answer has
        return self.marks.count("tap"), self.marks.count("field")
