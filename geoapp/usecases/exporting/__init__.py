"""Making files for others: what can be ordered, what became of it, and the office that makes it.

Only :mod:`office` and what it imports draw anything; the server itself gets by without.
"""
