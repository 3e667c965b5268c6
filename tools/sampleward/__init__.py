"""The sample ward Phương Lâm, drawn from a seed.

Law of this room: plain arithmetic. Only ``+ - * /`` and square roots touch a coordinate, each place is rounded
to a centimetre where it is made, and chance comes from one ``random.Random(seed)``; so every platform writes
the same bytes. Nothing is read from any map: the shapes are our own drawing.
"""
