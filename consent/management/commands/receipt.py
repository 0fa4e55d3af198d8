"""`manage.py receipt --latest --format jsonld|kantara|certificate|proof`: print one receipt."""

import uuid
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from consent.pages.receipts import NAMES, document
from consent.queries.receipts import newest_receipt


class Command(BaseCommand):
    """Print exactly one document to standard output."""

    help = "Print the newest receipt, of everybody or of one person, in one of its forms."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which receipt, in which form."""
        parser.add_argument("--latest", action="store_true", required=True, help="the newest one")
        parser.add_argument("--person", type=uuid.UUID, help="of this person (the opaque ref)")
        parser.add_argument("--format", choices=[*NAMES], default="jsonld", help="the form (jsonld)")

    def handle(self, *args: Any, person: uuid.UUID | None, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """Find it, print it."""
        found = newest_receipt(person)
        if found is None:
            msg = "There is no receipt yet: nobody made a choice."
            raise CommandError(msg)
        content = document(found, options["format"])
        if content is None:
            msg = f"This receipt is of an objection; it has no {options['format']} form."
            raise CommandError(msg)
        self.stdout.write(content.decode(), ending="")
