"""What the pages share: state in the URL, data, filter bar, charts, tables, cards."""
