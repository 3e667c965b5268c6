"""Wrong calls are answered in the reader's language, with exit code 2 and the way to help."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner, Result

from geoapp.cli import main


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["coverage", "--radios", "5"], "Không có tùy chọn --radios. Có phải là --radius"),
        (["coverage", "--radius", "năm"], "--radius nhận một giá trị không đúng. Ghi một số."),
        (["coverage", "--metric", "bay"], "Chọn một trong: walking, straight."),
        (["serve", "--port", "70000"], "từ 0 đến 65535"),
        (["export", "x"], "Thiếu"),
        (["fly"], "Không có lệnh này. Các lệnh: check, coverage"),
        (["coverage", "a", "b"], "thừa tham số"),
        (["coverage", "--radius"], "Tùy chọn --radius dùng chưa đúng"),
    ],
)
def test_a_wrong_call_says_in_vietnamese_what_is_wrong(arguments: list[str], said: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert said in result.output
    assert "--help" in result.output


def test_the_language_is_taken_from_a_call_that_cannot_be_parsed() -> None:
    assert "There is no option --radios" in run("coverage", "--radios", "5", "--lang", "en").output
    assert "There is no such command" in run("--lang=en", "fly").output


@pytest.mark.parametrize("command", ["serve", "check", "coverage", "export", "demo"])
def test_every_command_has_help_with_an_example(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert f"geoapp {command}" in result.output.split("Ví dụ")[1]


HEAVY = ("geopandas", "numba", "matplotlib", "folium", "docx", "pptx", "flask", "geoapp.cli.serve", "geoapp.cli.export")


@pytest.mark.parametrize("call", ["--version", "--lang en", "fly"])
def test_a_call_of_no_command_loads_none(call: str) -> None:
    assert loaded_by(call) == set()


def test_a_command_loads_what_it_needs_and_no_other_command() -> None:
    assert loaded_by("check --help").isdisjoint({"matplotlib", "folium", "docx", "pptx", "flask", "geoapp.cli.export"})
    assert {"geoapp.cli.export", "geoapp.cli.serve"} <= loaded_by("--help")  # which tells of every command


def loaded_by(call: str) -> set[str]:
    """Return which of the heavy modules a call of `geoapp` brings in."""
    code = f"""
import sys
from geoapp.cli import main
try:
    main({call.split()!r}, prog_name="geoapp")
except SystemExit:
    print("loaded", *sorted(set({HEAVY!r}) & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    first, *names = done.stdout.splitlines()[-1].split()
    assert first == "loaded", done.stdout + done.stderr
    return set(names)


def test_the_version_is_told() -> None:
    assert run("--version").output.startswith("geoapp, version ")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--help"], 0, "Khi có cháy, gọi 114."),
        (["serve", "--help"], 0, "Mở các trang bản đồ trên máy này."),
        (["fly"], 2, "Không có lệnh này."),
        (["coverage", "không-có"], 2, "Không có phường “không-có” trong thư mục làm việc."),
    ],
)
def test_a_pipe_of_western_windows_gets_vietnamese_and_no_traceback(
    arguments: list[str], code: int, said: str
) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    done = subprocess.run(
        [sys.executable, "-m", "geoapp.cli", *arguments], capture_output=True, env=environment, check=False
    )
    told = (done.stdout + done.stderr).decode("utf-8")
    assert done.returncode == code, told
    assert said in told
    assert "Traceback" not in told
