"""Untrusted input to clean values, split by journey."""
