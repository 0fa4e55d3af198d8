"""Legal's pages."""

from django.urls import path

from reports import views

urlpatterns = [
    path("legal/", views.index, name="legal"),
    path("legal/reports/<slug:key>/", views.build, name="report-build"),
]
