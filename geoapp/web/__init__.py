"""The browser's door. Law of this room: a view parses, calls a use case, renders; no rule of the field here."""
