"""What pages show of requests, made of rows."""
