"""This room's pages: the employee's, and below them those of owners, officers and the works council."""

from django.urls import path

from consent.views import choices, concerns, monitoring, paper, pausing, receipts, recipients

urlpatterns = [
    path("me/", choices.me, name="me"),
    path("me/programs/<slug:slug>/", choices.program, name="program"),
    path("me/programs/<slug:slug>/give/", choices.give, name="give"),
    path("me/programs/<slug:slug>/withdraw/", choices.withdraw, name="withdraw"),
    path("me/programs/<slug:slug>/undo/", choices.undo, name="undo"),
    path("me/programs/<slug:slug>/signals/<slug:signal>/", choices.signal_row, name="signal-row"),
    path("me/programs/<slug:slug>/notice/<int:version>/", choices.notice, name="notice"),
    path("me/receipts/", receipts.receipts, name="receipts"),
    path("me/receipts/all.zip", receipts.archive, name="receipts-archive"),
    path("me/receipts/<uuid:ref>/", receipts.receipt, name="receipt"),
    path("me/receipts/<uuid:ref>/receipt.jsonld", receipts.download, {"form": "jsonld"}, name="receipt-jsonld"),
    path("me/receipts/<uuid:ref>/kantara.json", receipts.download, {"form": "kantara"}, name="receipt-kantara"),
    path("me/receipts/<uuid:ref>/certificate.json", receipts.download, {"form": "certificate"}, name="receipt-certificate"),
    path("me/receipts/<uuid:ref>/receipt.tlog-proof", receipts.download, {"form": "proof"}, name="receipt-proof"),
    path("me/monitoring-notice/", monitoring.mine, name="monitoring-notice"),
    path("me/monitoring-notice/read/", monitoring.read, name="monitoring-notice-read"),
    path("me/monitoring-notice/<slug:place>/", monitoring.posted, name="monitoring-notice-of"),
    path("me/concerns/", concerns.concerns, name="concerns"),
    path("office/monitoring-notices/", monitoring.places, name="monitoring-notices"),
    path("office/monitoring-notices/<slug:place>/", monitoring.edit, name="monitoring-notice-edit"),
    path("office/programs/<slug:slug>/paper/", paper.paper, name="paper"),
    path("office/programs/<slug:slug>/pause/", pausing.pause, name="program-pause"),
    path("office/programs/<slug:slug>/pause/reason/", pausing.reason, name="program-pause-reason"),
    path("office/programs/<slug:slug>/pause/request/", pausing.ask, name="program-resume-ask"),
    path("office/programs/<slug:slug>/resume/", pausing.resume, name="program-resume"),
    path("office/deliveries/", recipients.deliveries, name="deliveries"),
    path("office/deliveries/<uuid:ref>/by-hand/", recipients.by_hand, name="delivery-by-hand"),
    path("office/deliveries/<uuid:ref>/retry/", recipients.retry, name="delivery-retry"),
]
