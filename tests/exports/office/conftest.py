"""The sample ward, wards with hostile names, and LibreOffice to read documents back."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from geoapp.domain.ward import Ward
from geoapp.store import LooseFolder
from geoapp.usecases.wards import WardLibrary

SAMPLE = Path(__file__).resolve().parents[3] / "data" / "geojson" / "phuong-lam"
Files = dict[str, bytes]


def opened(folder: Path) -> Ward:
    store = LooseFolder(folder)
    return WardLibrary(store).open(store.ward_id)


@pytest.fixture(scope="session")
def sample() -> Ward:
    return opened(SAMPLE)


@pytest.fixture
def open_files(tmp_path: Path) -> Callable[[Files], Ward]:
    """Return a function that writes files into a folder and opens them as a ward."""

    def make(files: Files) -> Ward:
        folder = tmp_path / "phuong-thu"
        folder.mkdir()
        for name, data in files.items():
            (folder / name).write_bytes(data)
        return opened(folder)

    return make


@pytest.fixture(scope="session")
def as_pdf(tmp_path_factory: pytest.TempPathFactory, reader: Callable[[str], str]) -> Callable[[Path], Path]:
    """Return a function that has LibreOffice print a document as PDF."""
    profile = tmp_path_factory.mktemp("profile")

    def convert(file: Path) -> Path:
        subprocess.run(
            [reader("libreoffice"), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "pdf", "--outdir",
             str(file.parent), str(file)],
            capture_output=True, check=True,
        )  # fmt: skip
        return file.with_suffix(".pdf")

    return convert


@pytest.fixture(scope="session")
def pdf_text(told_by: Callable[..., str]) -> Callable[[Path], str]:
    """Return a function that reads the text of a PDF, a form feed after every page."""
    return lambda file: told_by("pdftotext", "-layout", str(file), "-")
