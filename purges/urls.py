"""Pages of purges."""

from django.urls import path

from purges.views import datasets, orders

urlpatterns = [
    path("me/purges/<uuid:ref>/", orders.mine, name="my-purge"),
    path("me/purges/<uuid:ref>/progress/", orders.mine_progress, name="my-purge-progress"),
    path("me/purges/<uuid:ref>/status.json", orders.mine_status, name="my-purge-status"),
    path("me/purges/<uuid:ref>/certificate.json", orders.certificate, name="my-purge-certificate"),
    path("office/purges/", orders.listing, name="purges"),
    path("office/purges/<uuid:ref>/", orders.detail, name="purge"),
    path("office/purges/<uuid:ref>/progress/", orders.detail_progress, name="purge-progress"),
    path("office/purges/<uuid:ref>/retry/", orders.retry, name="purge-retry"),
    path("office/purges/<uuid:ref>/approve/", orders.approve, name="purge-approve"),
    path("office/datasets/<uuid:ref>/", datasets.dataset, name="dataset"),
    path("office/datasets/<uuid:ref>/purge-test/", datasets.test_dataset, name="dataset-purge-test"),
]
