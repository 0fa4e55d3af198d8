"""Data stores, datasets and their connectors."""
