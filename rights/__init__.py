"""What people ask for: access, erasure, correction, objection; its clocks, its decisions, its concerns."""
