"""The addresses of this room, one list per journey."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = [
    # A. the person's own requests
    # B. the officers' queue and cases
    # C. the access package
    # D. stewards' corrections
    # E. people outside, agents; concerns
]
