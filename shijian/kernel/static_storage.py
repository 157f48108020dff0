"""Static files under names that change with their content, also where one script module imports another."""

from __future__ import annotations

from whitenoise import storage

# Only scripts that import another: the imports inside of vendored code are not addresses of ours.
IMPORTING = "web/offline/*.js"
BASE = storage.CompressedManifestStaticFilesStorage
IMPORTS = BASE._js_module_import_aggregation_patterns[1]  # noqa: SLF001


class StaticFiles(storage.CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """As whitenoise keeps them; `import "./x.js"` leads to the hashed file."""

    patterns = (*storage.CompressedManifestStaticFilesStorage.patterns, (IMPORTING, IMPORTS))
