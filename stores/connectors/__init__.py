"""Connectors: how Assent reads, counts and erases in the stores of a company. Nothing of Django is imported here."""
