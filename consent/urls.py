"""This room's pages: the employee's, and below them those of owners, officers and the works council."""

from django.urls import path

from consent.views import choices

urlpatterns = [
    path("me/", choices.me, name="me"),
    path("me/programs/<slug:slug>/", choices.program, name="program"),
    path("me/programs/<slug:slug>/give/", choices.give, name="give"),
    path("me/programs/<slug:slug>/withdraw/", choices.withdraw, name="withdraw"),
    path("me/programs/<slug:slug>/undo/", choices.undo, name="undo"),
    path("me/programs/<slug:slug>/signals/<slug:signal>/", choices.signal_row, name="signal-row"),
    path("me/programs/<slug:slug>/notice/<int:version>/", choices.notice, name="notice"),
]
