"""Programs, signals, notices and consents."""
