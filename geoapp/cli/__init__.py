"""The command line's door: ``geoapp``. A command parses, calls a use case, prints."""
