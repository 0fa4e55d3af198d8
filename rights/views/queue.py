"""The officers' queue: lists, search, taking the next one, and what is done with several at once."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from people.http import PersonRequest
from rights.actions import assigning, looking
from rights.forms.queue import BulkForm, QueueForm, SearchForm
from rights.pages import queue as pages
from rights.queries import cases, queue

FOUND, KEYS_OFF = "queue_found", "keys_off"
"""In the session: refs of the people of the last search (never its words), and whether single keys are off."""


@require_safe
def listing(request: PersonRequest) -> HttpResponse:
    """One page of the queue."""
    return _page(request, SearchForm())


@require_POST
def search(request: PersonRequest) -> HttpResponse:
    """Look for requests; what was typed is in no address, and the session keeps the refs of the people who match."""
    cases.cases_for(request.user)
    form = SearchForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    words = form.cleaned_data["words"]
    if queue.SHORT_REF.match(words.strip()):
        return redirect(f"{reverse('queue')}?ref={words.strip().upper()}")
    request.session[FOUND] = [str(ref) for ref in queue.people_called(words)]
    return redirect(f"{reverse('queue')}?found=1")


@require_POST
def take(request: PersonRequest) -> HttpResponse:
    """Take the most urgent request that nobody has."""
    taken = assigning.take_next(by=request.user)
    if taken is None:
        messages.info(request, gettext("Nothing is left to take: every open request is with somebody, or waits for the person."))
        return redirect("queue")
    return redirect("case", taken.pk)


@require_POST
def bulk(request: PersonRequest) -> HttpResponse:
    """Do the same with several requests, and say of each what became of it."""
    cases.cases_for(request.user)
    form = BulkForm(request.POST, officers={str(one.pk): one for one in queue.officers()})
    if not form.is_valid() or not form.cleaned_data["chosen"]:
        messages.warning(request, gettext("Tick the requests first, and choose what to do with them. Nothing was changed."))
        return back(request)
    done: assigning.Results
    if form.cleaned_data["do"] == "assign":
        done = assigning.assign_many(refs=form.cleaned_data["chosen"], to=form.cleaned_data["give_to"], by=request.user)
    else:
        done = looking.mark_many(refs=form.cleaned_data["chosen"], by=request.user)
    pages.tell(done, lambda level, text: messages.add_message(request, level, text))
    return back(request)


@require_POST
def keys(request: PersonRequest) -> HttpResponse:
    """Turn the single keys off or on (WCAG 2.1.4)."""
    cases.cases_for(request.user)
    request.session[KEYS_OFF] = request.POST.get("keys") == "off"
    return back(request)


@require_safe
def keyboard(request: PersonRequest) -> HttpResponse:
    """Which keys there are, as a page."""
    cases.cases_for(request.user)
    return render(request, "rights/office/keyboard.html", {"keys_off": request.session.get(KEYS_OFF, False)})


def back(request: PersonRequest) -> HttpResponse:
    """To the list from which a form was sent."""
    wanted = request.POST.get("back", "")
    safe = wanted.startswith(reverse("queue")) and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return redirect(wanted if safe else "queue")


def _page(request: PersonRequest, searching: SearchForm) -> HttpResponse:
    officers = list(queue.officers())
    form = QueueForm(request.GET, countries=queue.countries(), officers=officers)
    asked = form.values
    people = [uuid.UUID(ref) for ref in request.session.get(FOUND, [])] if asked["found"] else None
    context = pages.page(request.user, asked, people)
    context |= {"form": form, "search": searching, "officers": officers, "keys_off": request.session.get(KEYS_OFF, False)}
    return render(request, "rights/office/queue.html", context, status=422 if searching.errors else 200)
