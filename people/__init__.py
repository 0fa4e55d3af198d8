"""Persons, teams, roles, identifiers, sealed text, inbox. The only room that knows a name."""
