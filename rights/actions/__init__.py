"""Changes to requests, one module per journey."""
