"""What a ward is: layers, their fields and limits, validation, norms.

Law of this room: no input or output, no web, no framework. Bytes and frames come in, faults and
frames go out.
"""
