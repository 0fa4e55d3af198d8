"""Reads of stores and datasets."""

import uuid
from collections.abc import Iterable, Mapping

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404

from common.rights import Right
from people.models import Person
from people.queries import scopes_of
from stores.models import Dataset, Lineage, Store


def stores_for(person: Person) -> QuerySet[Store]:
    """Every store, for those who manage stores; a steward sees the stores they look after; nobody else sees any."""
    found = Store.objects.all()
    if not person.has_perm(Right.STORES_MANAGE):
        mine = scopes_of(person, "steward_store")
        if not mine or not person.active:
            raise PermissionDenied
        found = found.filter(pk__in=mine)
    return found.select_related("health").prefetch_related(
        Prefetch("datasets", queryset=Dataset.objects.order_by("name")),
    )


def may_add_stores(person: Person) -> None:
    """Let those in who manage stores; a steward looks after the stores there are."""
    if not person.has_perm(Right.STORES_MANAGE):
        raise PermissionDenied


def store_for(person: Person, ref: uuid.UUID) -> Store:
    """One store or 404."""
    return get_object_or_404(stores_for(person), pk=ref)


class Derivations:
    """Which dataset is derived from which, read once."""

    def __init__(self) -> None:
        """Read it, in one query."""
        self._derived: dict[uuid.UUID, list[uuid.UUID]] = {}
        self._sources: dict[uuid.UUID, list[uuid.UUID]] = {}
        for source, derived in Lineage.objects.values_list("source_id", "derived_id"):
            self._derived.setdefault(source, []).append(derived)
            self._sources.setdefault(derived, []).append(source)

    def below(self, datasets: Iterable[uuid.UUID]) -> set[uuid.UUID]:
        """These datasets and everything derived from them, however far down."""
        return _reached(datasets, self._derived)

    def above(self, datasets: Iterable[uuid.UUID]) -> set[uuid.UUID]:
        """These datasets and everything that they were derived from, however far up."""
        return _reached(datasets, self._sources)


def _reached(datasets: Iterable[uuid.UUID], links: Mapping[uuid.UUID, Iterable[uuid.UUID]]) -> set[uuid.UUID]:
    found = set(datasets)
    todo = list(found)
    while todo:
        new = set(links.get(todo.pop(), ())) - found
        found |= new
        todo.extend(new)
    return found


def with_derived(datasets: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """These datasets and everything derived from them, however far down."""
    return Derivations().below(datasets)
