"""The employee's pages."""

from django.urls import path

from consent import views

urlpatterns = [
    path("me/", views.me, name="me"),
    path("me/programs/<slug:slug>/", views.program, name="program"),
    path("me/programs/<slug:slug>/give/", views.give, name="give"),
    path("me/programs/<slug:slug>/withdraw/", views.withdraw, name="withdraw"),
    path("me/programs/<slug:slug>/undo/", views.undo, name="undo"),
    path("me/programs/<slug:slug>/signals/<slug:signal>/", views.signal_row, name="signal-row"),
    path("me/programs/<slug:slug>/notice/<int:version>/", views.notice, name="notice"),
]
