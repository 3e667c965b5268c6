"""The computers that a bundle can be made for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Platform:
    """One kind of computer: the tags that its wheels carry, and what markers see there."""

    name: str
    tags: tuple[str, ...]
    sys_platform: str
    os_name: str
    platform_system: str
    machine: str
    starter: str

    def environment(self, python: str) -> dict[str, str]:
        """Return the values of PEP 508 markers on this platform under Python `python` (``3.12``)."""
        return {
            "sys_platform": self.sys_platform,
            "os_name": self.os_name,
            "platform_system": self.platform_system,
            "platform_machine": self.machine,
            "platform_python_implementation": "CPython",
            "implementation_name": "cpython",
            "python_version": python,
            "python_full_version": f"{python}.0",
            "extra": "",
        }


_MANYLINUX = tuple(f"manylinux_2_{minor}_x86_64" for minor in (28, 27, 24, 17)) + (
    "manylinux2014_x86_64",
    "linux_x86_64",
)
PLATFORMS = {
    "windows": Platform("windows", ("win_amd64",), "win32", "nt", "Windows", "AMD64", "start.bat"),
    "linux": Platform("linux", _MANYLINUX, "linux", "posix", "Linux", "x86_64", "start.sh"),
}
PYTHONS = ("3.11", "3.12", "3.13")
