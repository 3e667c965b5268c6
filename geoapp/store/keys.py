"""Two secrets of a workspace, each in a file that only its owner may read: the officer's code and the signing key."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from geoapp.errors import StoreFault

CODE_FILE, KEY_FILE = "officer-code.txt", "signing-key.txt"
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No letter that is read as another or as a digit."""

_GROUPS, _GROUP_LENGTH = 3, 4
_LEAST_CODE = 8
_KEY_BYTES = 32


def officer_code(home: Path) -> str:
    """Return the officer's code, made at the first start; whoever owns the file may write another.

    Raises
    ------
    StoreFault
        If the file cannot be read or made, or the code in it is too short.
    """
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS))
    code = _kept(home / CODE_FILE, "-".join(groups))
    if len(plain_code(code)) < _LEAST_CODE:
        raise StoreFault("officer-code-short", file=str(home / CODE_FILE), least=_LEAST_CODE)
    return code


def plain_code(text: str) -> str:
    """Return a code as it is compared: letters and digits, upper case.

    >>> plain_code(" k7qf-2mxp ")
    'K7QF2MXP'
    """
    return "".join(c for c in text.upper() if c.isalnum())


def signing_key(home: Path) -> str:
    """Return the key that signs cookies, made at the first start; a new one signs everybody out."""
    return _kept(home / KEY_FILE, secrets.token_hex(_KEY_BYTES))


def _kept(file: Path, fresh: str) -> str:
    """Return the text of a file; where there is none it is made with `fresh`, readable by its owner alone."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return file.read_text(encoding="utf-8").strip()
        with os.fdopen(handle, "w", encoding="utf-8") as sink:
            sink.write(fresh + "\n")
        return fresh
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise StoreFault("secret-unusable", file=str(file), reason=reason) from error
