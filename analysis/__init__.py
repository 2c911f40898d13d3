"""Blamewire's analysis layer: articles in, dataframes of entities, accusations, sources and tone out."""
