"""Reads of requests: who may see what, and what pages need of it."""
