"""Legal's pages: which reports there are, and their download."""

import datetime as dt
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from common import days
from people.http import PersonRequest
from reports import actions, pages, queries
from reports.engine import REPORTS, Report
from reports.forms import PeriodForm

SHOWN = 20


@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """Every kind of report with its period, and what was built lately."""
    return render(request, "reports/index.html", _page(request))


@require_POST
def build(request: PersonRequest, key: str) -> HttpResponseBase:
    """Build one report and send it."""
    queries.built_for(request.user)
    report, form = REPORTS.get(key), PeriodForm(request.POST, auto_id=f"{key}-%s")
    if report is None:
        raise Http404
    if not form.is_valid():
        return render(request, "reports/index.html", _page(request, key, form), status=422)
    file = actions.build(report=report, **form.cleaned_data, by=request.user)
    form_of_file = form.cleaned_data["form"]
    name = f"{key}-{request.POST['since']}-{request.POST['until']}.{form_of_file.suffix}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=form_of_file.content_type)


def _page(request: PersonRequest, key: str = "", form: PeriodForm | None = None) -> dict[str, Any]:
    built = [
        {"at": one.built_at, "title": _title(one.kind), "rows": one.rows, "sha256": one.sha256, "by": one.built_by.name}
        for one in queries.built_for(request.user)[:SHOWN]
    ]
    reports = [_line(one, form if one.key == key and form else _fresh(one.key)) for one in REPORTS.values()]
    return {"reports": reports, "built": built, "form": form, "performance": pages.performance(request.user)}


def _line(report: Report, form: PeriodForm) -> dict[str, Any]:
    return {
        "key": report.key,
        "title": report.title,
        "description": report.description,
        "columns": report.columns,
        "form": form,
        "url": reverse("report-build", args=[report.key]),
    }


def _fresh(key: str) -> PeriodForm:
    today = days.today()
    return PeriodForm(auto_id=f"{key}-%s", initial={"since": today - dt.timedelta(days=30), "until": today})


def _title(kind: str) -> str:
    return REPORTS[kind].title if kind in REPORTS else kind
