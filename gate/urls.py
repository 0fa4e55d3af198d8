"""The collectors' API and the officers' pages about collectors."""

from django.urls import path

from gate import views

urlpatterns = [
    path("v1/decisions", views.decisions, name="decisions"),
    path("v1/snapshots", views.snapshots, name="snapshots"),
    path("v1/model-runs", views.model_runs, name="model-runs"),
    path("office/collectors/", views.collectors, name="collectors"),
    path("office/collectors/new/", views.enrol, name="collector-new"),
    path("office/collectors/<uuid:ref>/revoke/", views.revoke, name="collector-revoke"),
]
