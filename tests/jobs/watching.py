"""Offices that a worker process finds, and patience with what it does."""

from __future__ import annotations

import functools
import importlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geoapp.jobs import Desk, Job

PATIENCE_S = 120.0


def office(name: str, folder: Path) -> Callable[[], Any]:
    """Return what makes an office of the module ``fake_office`` in the worker process."""
    return functools.partial(getattr(importlib.import_module("fake_office"), name), folder)


def until(desk: Desk, key: str, done: Callable[[Job], bool]) -> Job:
    """Wait for a state of a job; what never comes fails with what came."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        job = desk.job(key)
        if done(job):
            return job
        time.sleep(0.01)
    pytest.fail(f"still {desk.job(key)}")


def over(job: Job) -> bool:
    return job.over


def moving(job: Job) -> bool:
    return job.state == "running" and job.progress is not None
