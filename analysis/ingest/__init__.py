"""Reading of articles from whatever analysts have:
`read` takes a source and yields articles and what had to be set aside.
"""

from __future__ import annotations

from analysis.ingest.draft import Quarantined
from analysis.ingest.reading import FORMATS, is_address, read, size
from analysis.ingest.streams import Meter

__all__ = ["FORMATS", "Meter", "Quarantined", "is_address", "read", "size"]
