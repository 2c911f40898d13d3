"""Figures of the extraction against labelled text, one module a form of label."""
