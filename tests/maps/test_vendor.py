"""The browser libraries: pinned without a host, whitelisted, installed whole."""

from __future__ import annotations

import importlib.util
import json
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from geoapp.browser import inline_styles, leaflet_script, module_names, static_folder

ROOT = Path(__file__).resolve().parents[2]


def build_hook() -> ModuleType:
    pytest.importorskip("hatchling")
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_lock_names_no_host() -> None:
    assert "://" not in (ROOT / "package-lock.json").read_text(encoding="utf-8")


def test_the_lock_pins_every_package_by_its_hash() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert all(entry["integrity"].startswith("sha512-") for name, entry in packages.items() if name)


def test_the_lock_is_that_of_package_json() -> None:
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    assert lock["packages"][""]["dependencies"] == package["dependencies"]


def test_a_current_vendor_folder_is_left_alone(tmp_path: Path) -> None:
    hook = build_hook()
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    assert not hook.is_current(tmp_path)
    for place in hook.whitelist(tmp_path).values():
        file = tmp_path / hook.VENDOR / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")
    (tmp_path / hook.VENDOR / hook.STAMP).write_bytes(hook.stamp_of(tmp_path))
    assert hook.is_current(tmp_path)


def test_a_vendor_folder_of_another_lock_or_with_a_file_missing_is_stale(tmp_path: Path) -> None:
    hook = build_hook()
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    (tmp_path / hook.VENDOR).mkdir(parents=True)
    (tmp_path / hook.VENDOR / hook.STAMP).write_bytes(hook.stamp_of(tmp_path))
    assert not hook.is_current(tmp_path)


def test_without_npm_the_build_asks_for_the_wheel_that_brings_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = build_hook()
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    builder = hook.VendorHook(str(tmp_path), {}, None, None, str(tmp_path), "wheel")
    monkeypatch.setattr(hook.shutil, "which", lambda _: None)
    assert builder.dependencies() == [hook.NODE_WHEEL]
    monkeypatch.setattr(hook.shutil, "which", lambda _: "/usr/bin/npm")
    assert builder.dependencies() == []


def test_the_installed_folder_is_that_of_the_lock() -> None:
    assert build_hook().is_current(ROOT), "run the build hook: pip install -e ."


def test_the_inline_styles_ask_for_nothing() -> None:
    css = inline_styles()
    assert "../vendor" not in css
    assert "images/" not in css
    assert css.count("font/woff2") == 15


def test_leaflet_has_no_link_to_a_source_map() -> None:
    assert "sourceMappingURL" not in leaflet_script()


def test_modules_import_only_names_of_the_import_map() -> None:
    known = {f"geoapp/{name}" for name in (*module_names(), "symbology")}
    for name in module_names():
        text = (static_folder() / "js" / f"{name}.js").read_text(encoding="utf-8")
        wanted = {part.split('"')[0] for part in text.replace('import "', 'from "').split('from "')[1:]}
        assert wanted <= known, name
