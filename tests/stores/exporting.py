"""What every connector must do when a person's rows are exported: all of them, once each, and nobody else's."""


class ExportContract:
    """A part of `ConnectorContract`."""
