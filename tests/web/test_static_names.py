"""Scripts that import others name the hashed files, which are those that a device keeps for the time without signal."""

import re
from pathlib import Path

from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile

from shijian.kernel.static_storage import StaticFiles
from shijian.web import pwa

IMPORTED = re.compile(r"""(?:from\s*|import\s*\(?\s*)["'](\.{1,2}/[^"']+)["']""")
READER = [f"shijian/vendor/qr/{name}.js" for name in ("decode", "index")]


def test_what_a_script_of_the_shell_imports_has_a_hashed_name(tmp_path):
    store = StaticFiles(location=str(tmp_path), base_url="/static/")
    names = [name for name in [*pwa.SHELL, *READER] if name.endswith(".js")]
    for name in names:
        store.save(name, ContentFile(Path(finders.find(name)).read_bytes()))
    list(store.post_process({name: (store, name) for name in names}))
    imports = {name: IMPORTED.findall(_text(store, store.hashed_files[name])) for name in names}
    assert [name for name, found in imports.items() if not all(_is_hashed(each) for each in found)] == []
    assert len(imports["activities/desk.js"]) == 3
    assert len(imports["shijian/scan.js"]) == len(imports[READER[0]]) == 1


def _text(store, name):
    with store.open(name) as file:
        return file.read().decode()


def _is_hashed(address):
    return re.search(r"\.[0-9a-f]{12}\.js$", address) is not None
