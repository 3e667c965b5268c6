"""``python -m geoapp.cli``: the same as ``geoapp``, where scripts are not on the path."""

from geoapp.cli import main

main(prog_name="geoapp")
