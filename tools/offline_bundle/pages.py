"""The texts of a bundle: what starts the program, and the page that says what to do."""

from __future__ import annotations

# Plain ASCII: cmd.exe reads batch files in the code page of the computer.
START_BAT = r"""@echo off
setlocal
cd /d "%~dp0"
set PYTHONUTF8=1
if exist ".venv\Scripts\geoapp.exe" goto run
set PY=
py -@python@ -c "" >nul 2>nul && set PY=py -@python@
if not defined PY python -c "import sys; sys.exit(sys.version_info[:2] != tuple(map(int, '@python@'.split('.'))))" >nul 2>nul && set PY=python
if not defined PY (
  echo Chua co Python @python@ tren may nay. Xem DOC-TRUOC.html.
  echo Python @python@ is not installed. See DOC-TRUOC.html.
  start "" "DOC-TRUOC.html"
  pause
  exit /b 1
)
echo Cai dat lan dau, vai phut... / First start, a few minutes...
%PY% -m venv .venv || goto failed
".venv\Scripts\python.exe" -m pip install --disable-pip-version-check --quiet --no-index --find-links wheels geoapp || goto failed
".venv\Scripts\geoapp.exe" prepare --home var
:run
".venv\Scripts\geoapp.exe" serve --home var --open %*
if errorlevel 1 pause
exit /b
:failed
rmdir /s /q .venv 2>nul
echo Chua cai duoc. Chup man hinh nay gui nguoi quan tri. / Installation failed.
pause
exit /b 1
"""

START_SH = """#!/bin/sh
set -eu
cd "$(dirname "$0")"
if [ ! -x .venv/bin/geoapp ]; then
  python=$(command -v python@python@) || { echo "Python @python@ is missing: see DOC-TRUOC.html" >&2; exit 1; }
  echo "Cai dat lan dau, vai phut... / First start, a few minutes..."
  trap 'rm -rf .venv' EXIT
  "$python" -m venv .venv
  .venv/bin/python -m pip install --disable-pip-version-check --quiet --no-index --find-links wheels geoapp
  .venv/bin/geoapp prepare --home var
  trap - EXIT
fi
exec .venv/bin/geoapp serve --home var --open "$@"
"""

_PAGE = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>Bản đồ điểm chữa cháy: đọc trước</title>
<style>body{{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#1A2330}}
code{{background:#F4F6F8;padding:.1em .35em;border-radius:4px}}h2{{margin-top:2rem}}li{{margin:.3rem 0}}</style></head><body>
<h1>Bản đồ điểm chữa cháy công cộng</h1>
<p>Thư mục này chạy được khi không có mạng. <b>Khi có cháy, gọi 114.</b></p>
<ol>
<li>{copy_vi}</li>
<li>{python_vi}</li>
<li>{start_vi}</li>
<li>Trình duyệt tự mở <code>http://127.0.0.1:8000/</code>. Nếu không tự mở, gõ địa chỉ đó vào trình duyệt.</li>
</ol>
<p>Số liệu nằm trong thư mục <code>var/layers</code>. Muốn sao lưu, chép cả thư mục <code>var</code>. Muốn bỏ chương trình, xóa thư mục này.</p>
<p>Muốn điện thoại trong cơ quan mở được: chạy <code>{serve} serve --home var --host 0.0.0.0 --public-url http://địa-chỉ-máy-này:8000</code>.</p>
<h2 lang="en">In English</h2>
<ol lang="en"><li>{copy_en}</li><li>{python_en}</li><li>{start_en}</li>
<li>The browser opens <code>http://127.0.0.1:8000/</code> by itself. If it does not, type that address into it.</li></ol>
<p lang="en">The data lie in <code>var/layers</code>. To back up, copy the folder <code>var</code>. To remove the program, delete this folder.</p>
</body></html>
"""

READ_ME = {
    "windows": _PAGE.format(
        copy_vi="Chép cả thư mục này vào máy, ví dụ <code>C:\\geoapp</code> (đừng chạy từ USB).",
        python_vi="Máy cần Python @python@ (64 bit). Nếu chưa có, chép bộ cài Python @python@ cho Windows vào máy và cài, đánh dấu “Add python.exe to PATH”.",
        start_vi="Bấm đúp <code>@starter@</code>. Lần đầu mất vài phút. Giữ cửa sổ đen mở trong lúc dùng; đóng cửa sổ là dừng.",
        serve=".venv\\Scripts\\geoapp",
        copy_en="Copy this whole folder to the computer, for example <code>C:\\geoapp</code> (do not run it from a stick).",
        python_en="The computer needs Python @python@ (64 bit). If it is missing, copy the Python @python@ installer for Windows and install it, with “Add python.exe to PATH”.",
        start_en="Double-click <code>@starter@</code>. The first start takes a few minutes. Keep the black window open while you use it.",
    ),
    "linux": _PAGE.format(
        copy_vi="Chép cả thư mục này vào máy.",
        python_vi="Máy cần Python @python@ với gói venv.",
        start_vi="Chạy <code>./@starter@</code>. Lần đầu mất vài phút; Ctrl+C để dừng.",
        serve=".venv/bin/geoapp",
        copy_en="Copy this whole folder to the computer.",
        python_en="The computer needs Python @python@ with its venv package.",
        start_en="Run <code>./@starter@</code>. The first start takes a few minutes; Ctrl+C stops it.",
    ),
}


def fill(text: str, **values: str) -> str:
    """Return `text` with every ``@name@`` replaced."""
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text
