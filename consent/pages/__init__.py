"""What pages show, made of rows, split by journey."""
