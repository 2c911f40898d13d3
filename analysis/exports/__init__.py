"""Exports of what the filters show: tables, the accusation network, and a report that can be mailed."""

from analysis.exports.about import About, file_name
from analysis.exports.making import FORMATS, SUBJECTS, File, make, make_from

__all__ = ["FORMATS", "SUBJECTS", "About", "File", "file_name", "make", "make_from"]
