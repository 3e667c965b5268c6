"""Who is within reach of a fire point, and how far everyone else is.

Law of this room: pure. Arrays and frames come in, results go out; no file, no environment, no clock,
no Flask, no Folium. All coordinates are metres in one projected system.
"""
