"""What every test of this room needs: a worker process finds the fake office."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent


@pytest.fixture(scope="session", autouse=True)
def importable() -> Iterator[None]:
    """Let the worker process import the fake office: spawned processes get this process's path."""
    sys.path.insert(0, str(HERE))
    yield
    sys.path.remove(str(HERE))
