"""Who may change things: the officer, at this computer or with the officer's code."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import cast
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

from geoapp.errors import Busy, Forbidden
from geoapp.store.keys import plain_code
from geoapp.usecases.planning.reading import Box
from geoapp.web.access import services
from geoapp.web.bodies import fresh, from_our_pages, sent_json

api = Blueprint("officer", __name__, url_prefix="/api/officer")
COOKIE = "officer"
STAYS_S = 8 * 3600
MOST_WRONG, WRONG_WITHIN_S = 5, 300.0
_MOST_ADDRESSES, _MOST_CODE = 10_000, 100
_PASSED_ON = frozenset(
    ("forwarded", "via", "x-real-ip", "x-client-ip", "x-cluster-client-ip", "client-ip", "true-client-ip")
    + (
        "cf-connecting-ip",
        "fastly-client-ip",
        "x-original-forwarded-for",
        "x-original-host",
        "x-proxyuser-ip",
    )
)


class Attempts:
    """Wrong codes by address: after a few, the address waits. Only addresses of the last minutes are kept."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._wrong: dict[str, deque[float]] = {}

    def check(self, address: str) -> None:
        """Refuse an address that was wrong too often."""
        with self._lock:
            recent = self._recent(address)
            if len(recent) >= MOST_WRONG:
                wait = int(recent[0] + WRONG_WITHIN_S - self._clock()) + 1
                raise Busy("officer-too-often", wait_s=wait, minutes=-(-wait // 60))

    def wrong(self, address: str) -> None:
        """Note a wrong code."""
        with self._lock:
            if len(self._wrong) >= _MOST_ADDRESSES:
                for other in list(self._wrong):
                    if not self._recent(other):
                        del self._wrong[other]
            self._wrong.setdefault(address, deque(maxlen=MOST_WRONG)).append(self._clock())

    def right(self, address: str) -> None:
        """Forget the wrong codes of an address."""
        with self._lock:
            self._wrong.pop(address, None)

    def _recent(self, address: str) -> deque[float]:
        times = self._wrong.get(address, deque())
        while times and times[0] <= self._clock() - WRONG_WITHIN_S:
            times.popleft()
        return times


@api.get("")
def who() -> Response:
    """Answer whether the caller is the officer, and whether that is so because they sit at this computer."""
    return fresh({"officer": is_officer(), "local": is_local()})


@api.post("")
def sign_in() -> Response:
    """Take the officer's code and remember it for a working day."""
    from_our_pages()
    box = Box(sent_json(), "")
    code = box.take("code")
    box.close()
    address, attempts = request.remote_addr or "", _attempts()
    attempts.check(address)
    right = plain_code(services().officer_code())
    given = plain_code(code[:_MOST_CODE]) if isinstance(code, str) else ""
    if not hmac.compare_digest(given.encode(), right.encode()):
        attempts.wrong(address)
        raise Forbidden("officer-code-wrong")
    attempts.right(address)
    answer = fresh({"officer": True, "local": is_local()})
    answer.set_cookie(
        COOKIE,
        _signer().dumps(_mark(right)),
        max_age=STAYS_S,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )
    return answer


@api.delete("")
def sign_out() -> Response:
    """Forget the code on this browser."""
    from_our_pages()
    answer = fresh({"officer": is_local(), "local": is_local()})
    answer.delete_cookie(COOKIE, httponly=True, samesite="Lax")
    return answer


def install(app: Flask) -> None:
    """Keep count of wrong codes with the application."""
    app.extensions["geoapp-attempts"] = Attempts()


def _attempts() -> Attempts:
    return cast(Attempts, current_app.extensions["geoapp-attempts"])


def need_officer() -> None:
    """Refuse whoever is not the officer."""
    if not is_officer():
        raise Forbidden("officer-needed")


def is_officer() -> bool:
    """Tell whether the caller may change things: by sitting at this computer, or by the code."""
    return is_local() or _signed_in()


def is_local() -> bool:
    """Tell whether the request comes from this very computer and was meant for it.

    The Host is looked at too, so that a name that somebody points at 127.0.0.1 does not count; and a request
    that a proxy passed on is not local, wherever the proxy runs.
    """
    if not _is_loopback(request.remote_addr or "") or _passed_on():
        return False
    origin = request.headers.get("Origin")
    return _names_this_computer(f"//{request.host}") and (origin is None or _names_this_computer(origin))


def _passed_on() -> bool:
    """Tell whether a proxy shows: by a header, or by the old protocol, which proxies still speak and browsers do not."""
    names = (name.lower() for name, _ in request.headers)
    old = request.environ.get("SERVER_PROTOCOL") == "HTTP/1.0"
    return old or any(name in _PASSED_ON or name.startswith("x-forwarded") for name in names)


def _names_this_computer(address: str) -> bool:
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return False
    return host == "localhost" or _is_loopback(host)


def _is_loopback(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return bool((mapped or found).is_loopback)


def _signed_in() -> bool:
    cookie = request.cookies.get(COOKIE)
    if not cookie:
        return False
    try:
        mark = _signer().loads(cookie, max_age=STAYS_S)
    except BadData:
        return False
    wanted = _mark(plain_code(services().officer_code()))
    return isinstance(mark, str) and hmac.compare_digest(mark.encode(), wanted.encode())


def _mark(code: str) -> str:
    """Return what a cookie says of the code it was given for, so that a new code ends old cookies."""
    return hashlib.sha256(f"officer:{code}".encode()).hexdigest()[:32]


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(services().signing_key(), salt="geoapp-officer")
