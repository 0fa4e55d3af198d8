"""Pages of purges."""

from django.urls import path

from purges import views

urlpatterns = [
    path("me/purges/<uuid:ref>/", views.mine, name="my-purge"),
    path("me/purges/<uuid:ref>/progress/", views.mine_progress, name="my-purge-progress"),
    path("me/purges/<uuid:ref>/status.json", views.mine_status, name="my-purge-status"),
    path("me/purges/<uuid:ref>/certificate.json", views.certificate, name="my-purge-certificate"),
    path("office/purges/", views.listing, name="purges"),
    path("office/purges/<uuid:ref>/", views.detail, name="purge"),
    path("office/purges/<uuid:ref>/progress/", views.detail_progress, name="purge-progress"),
    path("office/purges/<uuid:ref>/retry/", views.retry, name="purge-retry"),
    path("office/purges/<uuid:ref>/approve/", views.approve, name="purge-approve"),
    path("office/datasets/<uuid:ref>/", views.dataset, name="dataset"),
    path("office/datasets/<uuid:ref>/purge-test/", views.test_dataset, name="dataset-purge-test"),
]
