"""Reads of reports."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from common.rights import Right
from people.models import Person
from reports.models import BuiltReport


def built_for(person: Person) -> QuerySet[BuiltReport]:
    """Every report that was built, for those who may export."""
    if not person.has_perm(Right.REPORTS_EXPORT):
        raise PermissionDenied
    return BuiltReport.objects.select_related("built_by")
