"""Reads of receipts: a person's own, and nobody else's."""

import uuid

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from consent.models import Program, Receipt
from people.models import Person


def receipts_of(person: Person, slug: str = "") -> QuerySet[Receipt]:
    """The person's receipts, newest first; of one program where its address is named."""
    mine = Receipt.objects.filter(person=person).select_related("program").defer("statement")
    return mine.filter(program__slug=slug) if slug else mine


def receipt_of(person: Person, ref: uuid.UUID) -> Receipt:
    """One receipt of the person, with its statement, or 404."""
    return get_object_or_404(Receipt.objects.select_related("program"), person=person, pk=ref)


def whole_receipts_of(person: Person) -> QuerySet[Receipt]:
    """All of the person's receipts with their statements, oldest first."""
    return Receipt.objects.filter(person=person).select_related("program").order_by("made_at", "ref")


def programs_with_receipts(person: Person) -> QuerySet[Program]:
    """The programs that the person has receipts of."""
    return Program.objects.filter(receipts__person=person).distinct()


def newest_receipt(ref: uuid.UUID | None = None) -> Receipt | None:
    """The newest receipt of all, or of one person."""
    receipts = Receipt.objects.all() if ref is None else Receipt.objects.filter(person_id=ref)
    return receipts.order_by("-made_at", "-ref").first()
