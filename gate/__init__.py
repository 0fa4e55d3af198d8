"""What collectors may do right now."""
