"""Tiny single-topic helpers; no tables, no domain."""
