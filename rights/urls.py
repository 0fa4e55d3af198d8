"""The addresses of this room, one list per journey."""

from django.urls import URLPattern, path

from rights.views import correcting

urlpatterns: list[URLPattern] = [
    # A. the person's own requests
    # B. the officers' queue and cases
    # C. the access package
    # D. stewards' corrections
    path("office/corrections/", correcting.listing, name="corrections"),
    path("office/corrections/<uuid:ref>/", correcting.correction, name="correction"),
    # E. people outside, agents; concerns
]
