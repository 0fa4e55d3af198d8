"""A room that exists in tests only: small governed models to break the ledger with."""
