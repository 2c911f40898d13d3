"""The store: Parquet parts that an ingest adds, and the read-only database that publishing makes of them."""

from analysis.store.database import write_database
from analysis.store.reader import Store, open_store, published

__all__ = ["Store", "open_store", "published", "write_database"]
