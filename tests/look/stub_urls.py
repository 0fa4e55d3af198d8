"""Every address name that the templates use, without the views behind them."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def nothing(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse(status=204)


PATTERNS = {
    "home": "",
    "me": "me/",
    "program": "me/programs/<slug:slug>/",
    "give": "me/programs/<slug:slug>/give/",
    "refuse": "me/programs/<slug:slug>/refuse/",
    "renew": "me/programs/<slug:slug>/renew/",
    "lift": "me/programs/<slug:slug>/lift/",
    "acknowledge": "me/programs/<slug:slug>/acknowledge/",
    "pause": "me/pause/",
    "resume": "me/resume/",
    "my-history": "me/history/",
    "withdraw": "me/programs/<slug:slug>/withdraw/",
    "undo": "me/programs/<slug:slug>/undo/",
    "signal-row": "me/programs/<slug:slug>/signals/<slug:signal>/",
    "notice": "me/programs/<slug:slug>/notice/<int:version>/",
    "receipts": "me/receipts/",
    "receipts-archive": "me/receipts/all.zip",
    "receipt": "me/receipts/<ref>/",
    "monitoring-notice": "me/monitoring-notice/",
    "monitoring-notice-read": "me/monitoring-notice/read/",
    "monitoring-notice-of": "me/monitoring-notice/<slug:place>/",
    "concerns": "me/concerns/",
    "monitoring-notices": "office/monitoring-notices/",
    "my-purge": "me/purges/<ref>/",
    "my-purge-progress": "me/purges/<ref>/progress/",
    "my-purge-certificate": "me/purges/<ref>/certificate.json",
    "purges": "office/purges/",
    "purge": "office/purges/<ref>/",
    "purge-progress": "office/purges/<ref>/progress/",
    "office": "office/",
    "office-running": "office/running/",
    "stores": "office/stores/",
    "store-new": "office/stores/new/",
    "store": "office/stores/<ref>/",
    "store-test": "office/stores/<ref>/test/",
    "dataset-new": "office/stores/<ref>/datasets/new/",
    "dataset": "office/datasets/<ref>/",
    "collectors": "office/collectors/",
    "collector-new": "office/collectors/new/",
    "legal": "legal/",
    "inbox": "inbox/",
    "inbox-read": "inbox/read/",
    "theme": "theme/",
    "how": "how/",
    "accessibility": "accessibility/",
    "demo-sign-in": "demo/sign-in/",
    "account_login": "account/login/",
    "account_logout": "account/logout/",
    "account_reset_password": "account/password/reset/",
    "account_change_password": "account/password/change/",
    "account_reauthenticate": "account/reauthenticate/",
}
urlpatterns = [path(pattern, nothing, name=name) for name, pattern in PATTERNS.items()]
