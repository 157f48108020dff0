"""The one style sheet: all parts in their order, found by name, laid down anew when a part changed."""

from pathlib import Path

from django.contrib.staticfiles import finders

from shijian.kernel import style_finder
from shijian.kernel.style_finder import NAME, PARTS, SOURCE, StyleFinder


def test_every_part_is_in_the_sheet_in_its_order():
    assert {file.stem for file in SOURCE.glob("*.css")} == set(PARTS)
    whole = style_finder.text()
    places = [whole.index((SOURCE / f"{part}.css").read_text()) for part in PARTS]
    assert places == sorted(places)


def test_it_is_found_by_its_name_only(settings, tmp_path):
    settings.HOME = tmp_path
    finder = StyleFinder()
    assert finder.find(NAME) == str(tmp_path / "styles" / NAME)
    assert finder.find(NAME, find_all=True) == [str(tmp_path / "styles" / NAME)]
    assert finder.find("shijian/other.css") == []
    ((name, storage),) = finder.list([])
    assert (name, Path(storage.path(name)).read_text()) == (NAME, style_finder.text())


def test_what_changed_is_laid_down_anew(settings, tmp_path):
    settings.HOME = tmp_path
    finder = StyleFinder()
    Path(finder.find(NAME)).write_text("old")
    assert Path(finder.find(NAME)).read_text() == style_finder.text()
    assert [file.name for file in (tmp_path / "styles" / "shijian").iterdir()] == ["style.css"]


def test_the_product_serves_it():
    assert finders.find(NAME) is not None
