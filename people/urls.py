"""Pages of the inbox."""

from django.urls import path

from people import views

urlpatterns = [
    path("me/inbox/", views.inbox, name="inbox"),
    path("me/inbox/read/", views.mark_read, name="inbox-read"),
]
