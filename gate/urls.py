"""The collectors' API and the officers' pages about collectors."""

from django.urls import path

from gate import views

urlpatterns = [
    path("v1/decisions", views.decisions, name="decisions"),
    path("office/collectors/", views.collectors, name="collectors"),
    path("office/collectors/new/", views.enrol, name="collector-new"),
    path("office/collectors/<uuid:ref>/revoke/", views.revoke, name="collector-revoke"),
]
