"""LibreOffice, to read documents back."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest


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
