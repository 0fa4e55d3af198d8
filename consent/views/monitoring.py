"""Monitoring notices: the employee's page with "I have read this notice", the posted copies, and the officers' editor."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.errors import Conflict, DomainError
from consent.actions import acknowledging
from consent.actions import monitoring as actions
from consent.forms.monitoring import NoticeForm, ReadForm, values_of
from consent.models import MonitoringNotice
from consent.pages import monitoring as pages
from consent.queries import monitoring as queries
from people.http import PersonRequest


@require_safe
def mine(request: PersonRequest) -> HttpResponse:
    """Show the notice of the place where I work, or say that none applies."""
    return render(request, "consent/monitoring/mine.html", pages.mine(request.user))


@require_safe
def posted(request: PersonRequest, place: str) -> HttpResponse:
    """Show the posted copy of any place's notice."""
    return render(request, "consent/monitoring/posted.html", {"notice": pages.shown(queries.posted(place))})


@require_POST
def read(request: PersonRequest) -> HttpResponse:
    """Keep that I read the notice that the page showed."""
    form = ReadForm(request.POST)
    if not form.is_valid():
        msg = "The page did not say which notice you read, so nothing was kept."
        raise DomainError(msg, hint="Go back, reload the page and try again.")
    notice = queries.published(form.cleaned_data["notice"])
    if notice != queries.notice_for(request.user):
        msg = "This is not the notice in force where you work. Nothing was kept."
        raise Conflict(msg, hint="Open the monitoring notice again: it shows the one in force.")
    acknowledging.acknowledge_monitoring(person=request.user, monitoring=notice, by=request.user)
    messages.success(request, gettext("Kept: you have read this notice. It turned nothing on."))
    return redirect("monitoring-notice")


@require_safe
def places(request: PersonRequest) -> HttpResponse:
    """List the three places and their notices."""
    queries.may_publish(request.user)
    return render(request, "consent/office/monitoring_list.html", {"places": pages.places()})


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PersonRequest, place: str) -> HttpResponse:
    """Write one place's notice (GET) and publish it as its next version (POST)."""
    queries.may_publish(request.user)
    if place not in MonitoringNotice.Jurisdiction.values:
        raise Http404
    sites = {str(site.pk): site.name for site in queries.sites_in(place)}
    initial = values_of(place, queries.in_force(place))
    form = NoticeForm(request.POST or None, jurisdiction=place, sites=sites, initial=initial)
    if form.is_bound and form.is_valid() and _published(request, place, form):
        return redirect("monitoring-notices")
    context = {"form": form, **pages.editor(place)}
    return render(request, "consent/office/monitoring_edit.html", context, status=422 if form.errors else 200)


def _published(request: PersonRequest, place: str, form: NoticeForm) -> bool:
    """Publish; a refusal stands above the form, and what was typed stays in it."""
    try:
        made = actions.publish(jurisdiction=place, text=form.text, mode=form.mode, seen=form.cleaned_data["seen"], by=request.user)
    except DomainError as refusal:
        newest = queries.in_force(place)
        form.refuse(refusal.in_full, seen=newest.version if newest else 0)
        return False
    facts = {"place": made.get_jurisdiction_display(), "version": made.version}
    messages.success(request, gettext("Published: version %(version)s for %(place)s.") % facts)
    return True
