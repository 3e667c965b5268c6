"""Settings of the whole test run."""

from __future__ import annotations

import os

from hypothesis import settings

# A run that decides whether work lands must decide the same twice; no test asserts a time.
settings.register_profile("house", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.load_profile("house")
