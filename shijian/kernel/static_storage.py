"""Static files under names that change with their content, also where one script module imports another."""

from __future__ import annotations

from whitenoise import storage

# Only scripts that import another by its address: what a device keeps under a hashed name is what the script asks for.
IMPORTING = (
    "web/offline/*.js",
    "activities/*.js",
    "shijian/scan.js",
    "shijian/camera_form.js",
    "shijian/vendor/*.js",
)
BASE = storage.CompressedManifestStaticFilesStorage
IMPORTS = BASE._js_module_import_aggregation_patterns[1]  # noqa: SLF001


class StaticFiles(storage.CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """As whitenoise keeps them; `import "./x.js"` leads to the hashed file."""

    patterns = (
        *storage.CompressedManifestStaticFilesStorage.patterns,
        *((scripts, IMPORTS) for scripts in IMPORTING),
    )
