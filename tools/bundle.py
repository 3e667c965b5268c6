"""Makes the folder that an office without internet copies to its computer: ``make bundle``."""

from __future__ import annotations

import argparse
from pathlib import Path

from offline_bundle.build import build
from offline_bundle.platforms import PLATFORMS, PYTHONS

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Parse the call and build."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--platform", choices=sorted(PLATFORMS), default="windows")
    parser.add_argument("--python", choices=PYTHONS, default="3.12")
    parser.add_argument("--out", type=Path)
    call = parser.parse_args()
    platform = PLATFORMS[call.platform]
    out = call.out or ROOT / "dist" / f"geoapp-{platform.name}-py{call.python}"
    build(ROOT, out.absolute(), platform, call.python)
    print(f"Written: {out}")


if __name__ == "__main__":
    main()
