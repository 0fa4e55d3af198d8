"""The addresses of this room, one list per journey."""

from django.urls import URLPattern, path

from rights.views import (
    asking,
    assigning,
    case,
    concerns,
    correcting,
    deciding,
    downloading,
    extending,
    filing,
    filing_for_others,
    mine,
    packaging,
    queue,
    withdrawing,
    writing,
)

urlpatterns: list[URLPattern] = [
    # A. the person's own requests
    path("me/requests/", mine.requests, name="my-requests"),
    path("me/requests/new/", filing.new, name="my-request-new"),
    path("me/requests/new/<slug:kind>/", filing.file, name="my-request-file"),
    path("me/requests/<uuid:ref>/", mine.detail, name="my-request"),
    path("me/requests/<uuid:ref>/progress/", mine.progress, name="my-request-progress"),
    path("me/requests/<uuid:ref>/sent/", filing.sent, name="my-request-sent"),
    path("me/requests/<uuid:ref>/record.txt", filing.record, name="my-request-record"),
    path("me/requests/<uuid:ref>/write/", writing.write, name="my-request-write"),
    path("me/requests/<uuid:ref>/answer/", writing.answer, name="my-request-answer"),
    path("me/requests/<uuid:ref>/withdraw/", withdrawing.withdraw, name="my-request-withdraw"),
    path("me/requests/<uuid:ref>/end/", withdrawing.end, name="my-request-end"),
    # B. the officers' queue and cases
    path("office/queue/", queue.listing, name="queue"),
    path("office/queue/search/", queue.search, name="queue-search"),
    path("office/queue/take/", queue.take, name="queue-take"),
    path("office/queue/bulk/", queue.bulk, name="queue-bulk"),
    path("office/queue/keyboard/", queue.keyboard, name="queue-keyboard"),
    path("office/queue/keys/", queue.keys, name="queue-keys"),
    path("office/queue/new/", filing_for_others.new, name="queue-new"),
    path("office/cases/<uuid:ref>/", case.case, name="case"),
    path("office/cases/<uuid:ref>/places/", case.places, name="case-places"),
    path("office/cases/<uuid:ref>/places/<uuid:dataset>/", case.place, name="case-place"),
    path("office/cases/<uuid:ref>/assign/", assigning.assign, name="case-assign"),
    path("office/cases/<uuid:ref>/write/", asking.write, name="case-write"),
    path("office/cases/<uuid:ref>/ask/", asking.ask, name="case-ask"),
    path("office/cases/<uuid:ref>/extend/", extending.extend, name="case-extend"),
    path("office/cases/<uuid:ref>/decide/<slug:outcome>/", deciding.decide, name="case-decide"),
    path("office/cases/<uuid:ref>/confirm/", deciding.confirm, name="case-confirm"),
    path("office/cases/<uuid:ref>/decline/", deciding.decline, name="case-decline"),
    path("office/cases/<uuid:ref>/lift/", assigning.lift, name="case-lift"),
    # C. the access package
    path("me/requests/<uuid:ref>/package/", packaging.mine, name="my-package"),
    path("me/requests/<uuid:ref>/package/progress/", packaging.mine_progress, name="my-package-progress"),
    path("me/requests/<uuid:ref>/package/link/", downloading.link, name="my-package-link"),
    path("me/requests/<uuid:ref>/package/fetch/", downloading.fetch, name="my-package-fetch"),
    path("office/cases/<uuid:ref>/package/", packaging.case, name="case-package"),
    path("office/cases/<uuid:ref>/package/progress/", packaging.case_progress, name="case-package-progress"),
    path("office/cases/<uuid:ref>/package/release/", packaging.release, name="case-package-release"),
    path("office/cases/<uuid:ref>/package/retry/", packaging.retry, name="case-package-retry"),
    # D. stewards' corrections
    path("office/corrections/", correcting.listing, name="corrections"),
    path("office/corrections/<uuid:ref>/", correcting.correction, name="correction"),
    # E. people outside, agents; concerns
    path("me/concerns/new/", concerns.raise_concern, name="my-concern-new"),
    path("office/concerns/", concerns.listing, name="office-concerns"),
    path("office/concerns/<uuid:ref>/", concerns.concern, name="concern"),
    path("office/concerns/<uuid:ref>/shown/", concerns.shown, name="concern-shown"),
    path("office/concerns/<uuid:ref>/author/", concerns.author, name="concern-author"),
]
