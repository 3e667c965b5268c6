"""Fills the folder that an office without internet copies to its computer."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from offline_bundle.lock import Pin, read_lock, run_time_pins
from offline_bundle.pages import READ_ME, START_BAT, START_SH, fill
from offline_bundle.platforms import Platform

_PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")


def build(root: Path, out: Path, platform: Platform, python: str) -> None:
    """Write wheels, starter and page into `out`, which appears whole or not at all."""
    pins = run_time_pins(
        read_lock((root / "requirements.lock").read_text(encoding="utf-8")), platform.environment(python)
    )
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as scratch:
        part = Path(scratch) / out.name
        wheels = part / "wheels"
        wheels.mkdir(parents=True)
        _build_ours(root, wheels)
        _download(pins, wheels, platform, python)
        check_hashes(pins, wheels)
        write_texts(part, platform, python)
        if out.exists():
            shutil.rmtree(out)
        part.rename(out)


def _build_ours(root: Path, wheels: Path) -> None:
    subprocess.run([*_PIP, "wheel", "--no-deps", "--wheel-dir", str(wheels), str(root)], check=True)


def _download(pins: list[Pin], wheels: Path, platform: Platform, python: str) -> None:
    tags = [word for tag in platform.tags for word in ("--platform", tag)]
    command = [*_PIP, "download", "--no-deps", "--only-binary=:all:", "--dest", str(wheels), *tags]
    command += ["--implementation", "cp", "--python-version", python, *(pin.requirement for pin in pins)]
    subprocess.run(command, check=True)


def check_hashes(pins: list[Pin], wheels: Path) -> None:
    """Refuse a downloaded wheel that the lock does not know."""
    known = {known for pin in pins for known in pin.hashes}
    for wheel in sorted(wheels.glob("*.whl")):
        if wheel.name.startswith("geoapp-"):
            continue
        digest = f"sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}"
        if digest not in known:
            raise SystemExit(f"{wheel.name} is not in requirements.lock: {digest}")


def write_texts(folder: Path, platform: Platform, python: str) -> None:
    """Write the starter in the encoding and with the line ends of its platform, and the page beside it."""
    values = {"python": python, "starter": platform.starter}
    if platform.os_name == "nt":
        text = fill(START_BAT, **values).replace("\n", "\r\n")
        (folder / platform.starter).write_bytes(text.encode("ascii"))
    else:
        starter = folder / platform.starter
        starter.write_bytes(fill(START_SH, **values).encode("ascii"))
        starter.chmod(0o755)
    page = fill(READ_ME[platform.name], **values)
    (folder / "DOC-TRUOC.html").write_bytes(page.encode("utf-8"))
