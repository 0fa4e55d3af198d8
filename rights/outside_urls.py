"""The addresses as the pages of a visit from outside write them: what is behind the sign-in leads to the visit's own pages."""

from django.conf import settings
from django.urls import include, path

from rights.outside_doors import AT, DOORS

# Of one name the last address counts.
urlpatterns = [
    path("", include(settings.ROOT_URLCONF)),
    path(AT, DOORS[0].view, name="home"),
    path(AT, DOORS[0].view, name="me"),
    path("requests/", DOORS[0].view, name="account_login"),
    path(f"{AT}again/", DOORS[0].view, name="account_logout"),
    *[path(AT + one.place, one.view, name=one.name) for one in DOORS],
]
