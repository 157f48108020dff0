"""The colour sets: contrast of every pair that the style sheets use, computed as WCAG 2.2 does."""

import re
from pathlib import Path

import pytest

import shijian.kernel

FOLDER = Path(shijian.kernel.__file__).parent / "styles"
TEXT = re.sub(r"/\*.*?\*/", "", (FOLDER / "tokens.css").read_text(), flags=re.DOTALL)
GROUNDS = ("paper", "sand", "sand-deep")
TONES = ("done", "info", "warn", "danger")
READ = [
    *((ink, ground) for ink in ("ink", "muted", "accent-ink", *TONES) for ground in GROUNDS),
    *((tone, f"{tone}-ground") for tone in TONES),
    ("ink", "danger-ground"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
]
SEEN = [
    *(("line-strong", ground) for ground in ("paper", "sand")),
    *(("focus", ground) for ground in GROUNDS),
    ("accent", "sand"),
    *((tone, "sand") for tone in TONES),
]


def block(selector):
    """The colours of the first block with exactly this selector."""
    found = re.search(rf"(?:^|[}}{{\n])\s*{re.escape(selector)} {{(.*?)}}", TEXT, re.DOTALL)
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", found.group(1)))


LIGHT = block(":root")
ELDER = block(':root[data-edition="elder"]')
DARK = block(':root[data-theme="dark"]')
ELDER_DARK = block(':root[data-edition="elder"][data-theme="dark"]')
SETS = {
    "light": LIGHT,
    "dark": LIGHT | DARK,
    "elder": LIGHT | ELDER,
    "elder-dark": LIGHT | ELDER | DARK | ELDER_DARK,
}


def luminance(colour):
    digits = colour.lstrip("#")
    digits = "".join(each * 2 for each in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def failing(tokens, pairs, least):
    ratios = {pair: round(contrast(tokens[pair[0]], tokens[pair[1]]), 2) for pair in pairs}
    return {pair: ratio for pair, ratio in ratios.items() if ratio < least}


def test_the_formula_is_the_one_of_wcag():
    assert round(contrast("#000", "#ffffff"), 2) == 21
    assert round(contrast("#c8322b", "#fff"), 1) == 5.3


@pytest.mark.parametrize("name", SETS)
def test_all_text_holds_four_and_a_half_to_one(name):
    assert failing(SETS[name], READ, 4.5) == {}


@pytest.mark.parametrize("name", SETS)
def test_lines_focus_and_signs_hold_three_to_one(name):
    assert failing(SETS[name], SEEN, 3) == {}


@pytest.mark.parametrize("name", ["elder", "elder-dark"])
def test_the_elder_edition_reads_easier_than_the_standard_one(name):
    assert failing(SETS[name], [("ink", "paper"), ("muted", "paper"), ("muted", "sand")], 7) == {}


def test_dark_is_the_same_by_the_device_and_by_choice():
    assert block(':root:not([data-theme="light"])') == DARK
    assert block(':root[data-edition="elder"]:not([data-theme="light"])') == ELDER_DARK
    assert DARK.keys() == LIGHT.keys() - {"on-accent"}


def test_no_style_sheet_but_the_tokens_names_a_colour():
    for sheet in ("base.css", "components.css", "charts.css", "picker.css", "office.css"):
        text = re.sub(r"@media print \{.*?\n\}", "", (FOLDER / sheet).read_text(), flags=re.DOTALL)
        assert re.findall(r"#[0-9a-fA-F]{3,6}\b(?![^{}]*\{)", text) == []


def test_no_weight_is_thin():
    sheets = "".join(sheet.read_text() for sheet in FOLDER.glob("*.css"))
    assert {each for each in re.findall(r"font-weight: (\d+)", sheets) if int(each) < 400} == set()
