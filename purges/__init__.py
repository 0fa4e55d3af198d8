"""The duty to erase: orders, steps, passes, certificates."""
