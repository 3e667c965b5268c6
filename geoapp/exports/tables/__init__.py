"""Spreadsheets: typed cells, filters, totals by formula.

Law of this room: tables come in as plain columns and values (:mod:`geoapp.exports.tables.book`); no ward, no use case,
no clock. The same input gives the same bytes.
"""

from geoapp.exports.tables.book import Book, Column, Facts, Line, Table
from geoapp.exports.tables.write import book_bytes

__all__ = ["Book", "Column", "Facts", "Line", "Table", "book_bytes"]
