"""Side-by-side measurements: ratios against named peers, in one run, on one machine."""
