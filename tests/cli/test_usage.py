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
