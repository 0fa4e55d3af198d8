"""Joins the table of roles to Django's `has_perm`, so that rooms below people can ask for a right without importing it."""

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.models import AnonymousUser

from common.rights import Right
from people import queries
from people.models import Person
from people.roles import rights_of


class RolesBackend(BaseBackend):
    """Answers for `common.rights.Right` codes; scoping to programs and stores is django-guardian's."""

    def has_perm(self, user_obj: Person | AnonymousUser, perm: str, obj: object = None) -> bool:
        """Say whether one of the person's open roles holds the right. Unknown rights and leavers: no."""
        if obj is not None or not isinstance(user_obj, Person) or not user_obj.active:
            return False
        if perm not in set(Right):
            return False
        return perm in rights_of(queries.roles_of(user_obj))
