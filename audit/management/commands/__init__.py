"""audit_verify, audit_export, audit_events."""
