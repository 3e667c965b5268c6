"""Writing a file so that a reader, a crash or a full disk never sees half of it."""

from __future__ import annotations

import errno
import os
import tempfile
import time
from pathlib import Path

PART_PREFIX = ".geoapp-"
PART_SUFFIX = ".part"
_RENAME_TRIES = 6
_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
_FIRST_PAUSE_S = 0.05


def write_whole(file: Path, data: bytes) -> None:
    """Write `data` beside `file`, bring it to the disk, then rename it into place.

    Raises
    ------
    OSError
        If any step fails; the old file then stands unchanged and nothing is left beside it.
    """
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=PART_PREFIX, suffix=PART_SUFFIX)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as sink:
            sink.write(data)
            sink.flush()
            os.fsync(sink.fileno())
        part.chmod(0o644)
        _rename(part, file)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def is_full(error: OSError) -> bool:
    """Tell whether a write failed because the disk, or the share of it that the user may fill, is full."""
    return error.errno in _FULL


def _rename(part: Path, file: Path) -> None:
    """Rename with patience: on Windows a reader or a virus scanner may hold the target for a moment."""
    for attempt in range(_RENAME_TRIES):
        try:
            part.replace(file)
            return
        except PermissionError:
            if attempt == _RENAME_TRIES - 1:
                raise
            time.sleep(_FIRST_PAUSE_S * 2**attempt)


def sweep(folder: Path) -> int:
    """Remove what killed writes left in `folder`; return how many files went."""
    left = [p for p in folder.glob(f"{PART_PREFIX}*{PART_SUFFIX}") if p.is_file()]
    for part in left:
        part.unlink(missing_ok=True)
    return len(left)
