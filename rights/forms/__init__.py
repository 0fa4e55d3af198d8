"""Untrusted input to clean values, one module per journey."""
