"""Pages of stores."""

from django.urls import path

from stores import views

urlpatterns = [
    path("office/stores/", views.stores, name="stores"),
    path("office/stores/new/", views.add, name="store-new"),
    path("office/stores/<uuid:ref>/", views.store, name="store"),
    path("office/stores/<uuid:ref>/credential/", views.credential, name="store-credential"),
    path("office/stores/<uuid:ref>/test/", views.test, name="store-test"),
    path("office/stores/<uuid:ref>/datasets/new/", views.add_dataset, name="dataset-new"),
]
