"""The collectors' question, and the officers' pages about collectors."""

import uuid

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.errors import DomainError
from gate import actions, pages, queries, training
from gate.forms import BadQuestion, EnrolForm, model_run, question, training_set
from gate.models import Collector
from people.http import PersonRequest


@csrf_exempt  # authenticated by the collector's key, never by a cookie
@login_not_required
@require_POST
def decisions(request: HttpRequest) -> JsonResponse:
    """Answer per person and signal; see docs/gate-api.md. A wrong key is 401, an unreadable question 400."""
    collector = _asking(request)
    if collector is None:
        return _turned_away()
    try:
        asked = question(request.body)
    except BadQuestion as error:
        return JsonResponse({"error": str(error)}, status=error.status)
    actions.note_contact(collector)
    answer = pages.answer(collector, asked)
    return JsonResponse({"decisions": answer, "valid_for_ms": settings.GATE_VALID_FOR_MS})


@csrf_exempt  # authenticated by the collector's key, never by a cookie
@login_not_required
@require_POST
def snapshots(request: HttpRequest) -> JsonResponse:
    """Say who may go into a training set, and write down who did; see docs/training.md."""
    collector = _asking(request)
    if collector is None:
        return _turned_away()
    try:
        answer = training.take(collector, training_set(request.body))
    except DomainError as error:
        return JsonResponse({"error": error.in_full}, status=error.status)
    return JsonResponse(pages.training_set(answer))


@csrf_exempt  # authenticated by the collector's key, never by a cookie
@login_not_required
@require_POST
def model_runs(request: HttpRequest) -> JsonResponse:
    """Register a model run made from snapshots."""
    collector = _asking(request)
    if collector is None:
        return _turned_away()
    try:
        made = training.register(collector, model_run(request.body))
    except DomainError as error:
        return JsonResponse({"error": error.in_full}, status=error.status)
    return JsonResponse({"model_run": str(made.pk)})


def _asking(request: HttpRequest) -> Collector | None:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    return queries.collector_by_key(key) if scheme == "Bearer" else None


def _turned_away() -> JsonResponse:
    headers = {"WWW-Authenticate": 'Bearer realm="assent"'}
    return JsonResponse({"error": "Send a collector's key as a Bearer token."}, status=401, headers=headers)


@require_safe
def collectors(request: PersonRequest) -> HttpResponse:
    """List every collector with its scope and state."""
    rows = [pages.row(collector) for collector in queries.collectors_for(request.user)]
    return render(request, "gate/collectors.html", {"collectors": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: PersonRequest) -> HttpResponse:
    """Enrol a collector and show its key, once."""
    form = EnrolForm(request.POST or None, programs=queries.programs_for(request.user))
    if request.method == "POST" and form.is_valid():
        enrolment = actions.enrol(**form.cleaned_data, by=request.user)
        return render(request, "gate/collector_key.html", {"collector": enrolment.collector, "key": enrolment.key})
    return render(request, "gate/collector_form.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def revoke(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Revoke a collector in one click."""
    actions.revoke(collector=queries.collector_for(request.user, ref), by=request.user)
    return redirect("collectors")
