"""All addresses: each room brings its own."""

from django.urls import include, path

from portal import health, views

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("consent.urls")),
    path("", include("purges.urls")),
    path("", include("people.urls")),
    path("", include("stores.urls")),
    path("", include("gate.urls")),
    path("", include("rights.urls")),
    path("", include("reports.urls")),
    path("office/", views.office, name="office"),
    path("office/running/", views.office_running, name="office-running"),
    path("theme/", views.theme, name="theme"),
    path("how/", views.how, name="how"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("demo/sign-in/", views.demo_sign_in, name="demo-sign-in"),
    path("accounts/", include("people.accounts")),
    path("favicon.ico", views.favicon, name="favicon"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
