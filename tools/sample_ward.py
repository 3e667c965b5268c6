"""Draws the sample ward Phương Lâm: ``python tools/sample_ward.py [OUT_DIR] [--seed N]``."""

from __future__ import annotations

import argparse
from pathlib import Path

from sampleward.build import SEED, ward_files
from sampleward.writer import write

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Parse the call, draw the ward, write its files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", nargs="?", type=Path, default=ROOT / "data" / "geojson" / "phuong-lam")
    parser.add_argument("--seed", type=int, default=SEED)
    call = parser.parse_args()
    files = ward_files(call.seed)
    write(call.out, files)
    print(f"{call.out}: {len(files)} files, {sum(map(len, files.values())) / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
