"""Pages of purges."""

from django.urls import path

from purges.views import datasets, holds, orders

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
    path("legal/holds/", holds.listing, name="holds"),
    path("legal/holds/new/", holds.new, name="hold-new"),
    path("legal/holds/<uuid:ref>/", holds.detail, name="hold"),
    path("legal/holds/<uuid:ref>/approve/", holds.approve, name="hold-approve"),
    path("legal/holds/<uuid:ref>/review/", holds.review, name="hold-review"),
    path("legal/holds/<uuid:ref>/ask-lift/", holds.ask_lift, name="hold-ask-lift"),
    path("legal/holds/<uuid:ref>/keep/", holds.keep, name="hold-keep"),
    path("legal/holds/<uuid:ref>/lift/", holds.lift, name="hold-lift"),
]
