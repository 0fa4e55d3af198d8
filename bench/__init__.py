"""Measurements of what Assent promises, each against a bare way of doing the same in the same run."""
