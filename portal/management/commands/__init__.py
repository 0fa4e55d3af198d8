"""The trial company and its recorder."""
