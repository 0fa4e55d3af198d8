"""Figures that tell nobody's choice: what of a count may be shown (`suppression`), and how it is drawn (`chart`). Pure."""
