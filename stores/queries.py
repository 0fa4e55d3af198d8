"""Reads of stores and datasets."""

import uuid
from collections.abc import Collection, Mapping

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


def with_derived(datasets: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """These datasets and everything derived from them, however far down."""
    return each_with_derived({"": datasets})[""]


def each_with_derived(groups: Mapping[str, Collection[uuid.UUID]]) -> dict[str, set[uuid.UUID]]:
    """The same for several groups of datasets by name, in one query."""
    links: dict[uuid.UUID, list[uuid.UUID]] = {}
    for source, derived in Lineage.objects.values_list("source_id", "derived_id"):
        links.setdefault(source, []).append(derived)
    return {name: _all_below(datasets, links) for name, datasets in groups.items()}


def _all_below(datasets: Collection[uuid.UUID], links: Mapping[uuid.UUID, Collection[uuid.UUID]]) -> set[uuid.UUID]:
    found = set(datasets)
    todo = list(found)
    while todo:
        for derived in links.get(todo.pop(), ()):
            if derived not in found:
                found.add(derived)
                todo.append(derived)
    return found
