"""Questions to a published store: pure functions of a cursor and the filters, to small dataframes."""
