"""This room's views, split by journey."""
