"""Pages of purges: a person's own and the officers'."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from common.errors import DomainError
from people.http import PersonRequest
from purges import actions, certificates, pages, queries
from purges.models import PurgeStep
from purges.passes import CEILING

PAGE = 25


@require_safe
def mine(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Show one of the person's own purges."""
    return render(request, "purges/mine.html", _mine(request, ref))


@require_safe
def mine_progress(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """The part of the page that moves."""
    return render(request, "purges/_mine_progress.html", _mine(request, ref))


@require_safe
def mine_status(request: PersonRequest, ref: uuid.UUID) -> JsonResponse:
    """The same as JSON, for scripts: state, and counts per dataset."""
    return JsonResponse(pages.status(queries.own_order(request.user, ref)))


@require_safe
def certificate(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Download the signed certificate with its ledger proof."""
    made = queries.certificate_of(queries.own_order(request.user, ref))
    if made is None:
        msg = "There is no certificate yet: not every place was checked and found empty."
        raise DomainError(msg, hint="The page of the purge shows how far it is.")
    response = JsonResponse(certificates.document(made), json_dumps_params={"indent": 2})
    response["Content-Disposition"] = f'attachment; filename="certificate-{made.order.short_ref}.json"'
    return response


@require_safe
def listing(request: PersonRequest) -> HttpResponse:
    """List purges, by state and short ref."""
    found = queries.orders_for(request.user)
    state, q = request.GET.get("state", ""), request.GET.get("q", "").strip()
    found = queries.search(found, state=state, q=q)
    page: Any = Paginator(found, PAGE).get_page(request.GET.get("page"))
    page.object_list = [pages.order_line(order, officer=True) for order in page.object_list]
    context = {"orders": page, "filters": pages.filters(state), "q": q, "state": state}
    return render(request, "purges/_list_rows.html" if request.htmx else "purges/list.html", context)


@require_safe
def detail(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Show one purge to an officer."""
    return render(request, "purges/detail.html", _detail(request, ref))


@require_safe
def detail_progress(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """The part of the page that moves."""
    return render(request, "purges/_progress.html", _detail(request, ref))


@require_POST
def retry(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Start failed steps again."""
    actions.retry_order(order=queries.order_for(request.user, ref), by=request.user)
    return redirect("purge", ref)


@require_POST
def approve(request: PersonRequest, ref: uuid.UUID) -> HttpResponse:
    """Approve what stopped at the ceiling."""
    actions.approve_order(order=queries.order_for(request.user, ref), by=request.user)
    return redirect("purge", ref)


def _mine(request: PersonRequest, ref: uuid.UUID) -> dict[str, Any]:
    order = queries.own_order(request.user, ref)
    line = pages.order_line(order, officer=False)
    return {
        "order": line,
        "steps": pages.step_lines(queries.steps_of(order), officer=False),
        "certificate_url": reverse("my-purge-certificate", args=[ref]) if queries.certificate_of(order) else None,
        "live": line.moving,
        "headline": line.label,
    }


def _detail(request: PersonRequest, ref: uuid.UUID) -> dict[str, Any]:
    order = queries.order_for(request.user, ref)
    steps = list(queries.steps_of(order))
    failed = [step for step in steps if step.state == PurgeStep.State.FAILED]
    line = pages.order_line(order, officer=True)
    return {
        "order": line,
        "steps": pages.step_lines(steps, officer=True, parked=queries.parked_of(steps)),
        "journal": pages.journal(order, steps),
        "retry_url": pages.button("purge-retry", ref, [s for s in failed if s.reason != CEILING]),
        "approve_url": pages.button("purge-approve", ref, [s for s in failed if s.reason == CEILING]),
        "live": line.moving,
    }
