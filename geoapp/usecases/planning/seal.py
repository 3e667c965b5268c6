"""A proof that travels: sealed when it is told, believed again when it comes back with the very plan it is about."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

PROVED = ("status", "gap", "bound", "objective", "exact")
_ABOUT = ("parameters", "removed", "version")


def seal(key: str, content: Mapping[str, Any], proof: Mapping[str, Any]) -> str:
    """Return the mark that only this workspace can make: of a wish, sites, data and what is proved of them.

    Parameters
    ----------
    key
        Secret of the workspace.
    content
        A variant's parameters, sites, removed points and version of the data.
    """
    sites = [[site["id"], site["lon"], site["lat"]] for site in content["sites"]]
    spoken = [[content[name] for name in _ABOUT], sites, [proof.get(name) for name in PROVED]]
    text = json.dumps(_plain(spoken), sort_keys=True, ensure_ascii=True)
    return hmac.new(key.encode(), b"plan-proof:" + text.encode(), hashlib.sha256).hexdigest()


def sealed(key: str, content: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the proof of a variant with its seal; ``None`` if nothing is proved of it."""
    proof = content["proof"]
    return None if proof is None else {**proof, "seal": seal(key, content, proof)}


def believed(key: str, content: Mapping[str, Any], sent: object) -> dict[str, Any] | None:
    """Return a proof that was sent, without its seal, if the seal is this workspace's for this very content."""
    if not isinstance(sent, Mapping):
        return None
    proof, mark = {name: sent.get(name) for name in PROVED}, sent.get("seal")
    if not isinstance(mark, str):
        return None
    right = seal(key, content, proof)
    return proof if hmac.compare_digest(mark.encode("utf-8", "replace"), right.encode()) else None


def _plain(value: Any) -> Any:
    """Return JSON in which 5 and 5.0 are the same, as they are to a browser."""
    if isinstance(value, Mapping):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
