"""The import-linter contract that one package sees of another only its open modules."""

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class AcrossApps(Contract):
    """Fails on an import of a module that another package does not open.

    `open_modules` may be imported by every package, all of `shared_packages` too; the URL map of
    `exempt_importers` mounts whole packages, and `api` mounts the `mounted_by_api` modules.
    """

    type_name = "across"

    root = fields.StringField()
    open_modules = fields.SetField(subfield=fields.StringField())
    shared_packages = fields.SetField(subfield=fields.StringField())
    exempt_importers = fields.SetField(subfield=fields.StringField())
    mounted_by_api = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        found = [
            (importer, imported)
            for importer in sorted(graph.modules)
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if self._is_closed(importer, imported)
        ]
        return ContractCheck(kept=not found, metadata={"found": found})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported in check.metadata["found"]:
            output.print_error(f"- {importer} -> {imported}: not open to other packages", bold=False)

    def _is_closed(self, importer: str, imported: str) -> bool:
        ours, theirs = importer.split(".")[1:], imported.split(".")[1:]
        if not ours or not theirs or ours[0] == theirs[0]:
            return False
        if ours[0] in self.exempt_importers or theirs[0] in self.shared_packages:
            return False
        return not self._is_open(ours[0], theirs[1:])

    def _is_open(self, package: str, inner: list[str]) -> bool:
        if not inner:
            return True
        mounted = self.mounted_by_api if package == "api" else set()
        return inner[0] in self.open_modules | mounted
