"""The ledger, its binding to history, checkpoints and proofs; knows no domain."""
