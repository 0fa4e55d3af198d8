"""Untrusted input to clean values: a request that came by letter, by mail or by word, written down by an officer (R43)."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common import days
from consent.models import Program
from rights.actions.filing import IDENTITIES, OLDEST_MONTHS, Receipt
from rights.forms.filing import BAD_DAY, FilingForm
from rights.models import Request

Channel = Request.Channel
FILE = r"^(?=.*\d)[A-Za-z0-9][A-Za-z0-9./_-]{0,59}$"
CHANNELS = [choice for choice in Channel.choices if choice[0] in (Channel.LETTER, Channel.MAIL, Channel.SPOKEN)]
CHOOSE = {"required": _("Choose one. The rest is kept.")}
BAD_TIME = {"invalid": _("Give a time such as 14:05."), "required": _("Give a time such as 14:05.")}


class OtherChannelForm(FilingForm):
    """Who asks for what, how it came and when it was received: that moment starts the clock, not the writing down."""

    person = forms.CharField(
        label=_("E-mail address or employee number"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("As the company knows the person who asks."),
        error_messages={"required": _("Give the e-mail address or the employee number.")},
    )
    identity = forms.ChoiceField(
        label=_("How do you know who asks?"),
        help_text=_("Ask for no document where you know it. What you choose is on record; no copy of a document is kept."),
        choices=list(IDENTITIES.items()),
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    kind = forms.ChoiceField(
        label=_("What is asked for"),
        help_text=_("Whatever words were used: no form and no article has to be named."),
        choices=[("", _("Choose the kind of request")), *Request.Kind.choices],
        error_messages=CHOOSE,
    )
    channel = forms.ChoiceField(label=_("How it came"), choices=CHANNELS, widget=forms.RadioSelect, error_messages=CHOOSE)
    received_on = forms.DateField(
        label=_("Received on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The day on which it reached the company, whoever took it."),
        error_messages=BAD_DAY | {"required": _("Give a date such as 2026-11-24.")},
    )
    received_time = forms.TimeField(
        label=_("At"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages=BAD_TIME,
    )
    file = forms.RegexField(
        FILE,
        label=_("File number"),
        required=False,
        help_text=_("Where the letter or the note is kept, such as HR-2026/114. No names."),
        error_messages={
            "invalid": _("Give a file number of at most 60 letters, digits and . / _ - with a digit in it, without spaces.")
        },
    )

    FIRST = ("token", "person", "identity", "kind", "channel", "received_on", "received_time", "file")

    def __init__(self, *args: Any, programs: Iterable[Program], **kwargs: Any) -> None:
        """Offer these programs; the kind that was chosen says whether words are needed."""
        data = args[0] if args else kwargs.get("data")
        asks = gettext("In the person's words")
        super().__init__(*args, kind=(data or {}).get("kind", ""), programs=programs, asks=asks, **kwargs)
        self.fields["received_time"].help_text = _("Where the company is (%(zone)s).") % {"zone": days.zone().key}
        self.order_fields(self.FIRST)

    def clean(self) -> dict[str, Any]:
        """Refuse a moment to come, and one so long ago that it can only be a slip of the pen."""
        clean = super().clean()
        at = self.received_at
        now = timezone.now()
        if at is not None and not days.months_after(now, -OLDEST_MONTHS) <= at <= now:
            self.add_error("received_on", _("Give a moment of the last 24 months that is over. The rest is kept."))
        return clean

    @property
    def received_at(self) -> dt.datetime | None:
        """The moment from which the clock runs (R43); None while day or time are missing."""
        day, time = self.cleaned_data.get("received_on"), self.cleaned_data.get("received_time")
        return dt.datetime.combine(day, time, days.zone()) if day and time is not None else None

    @property
    def receipt(self) -> Receipt:
        """How and when it came, of clean values."""
        clean = self.cleaned_data
        return Receipt(channel=clean["channel"], at=self.received_at, file=clean["file"], identity=clean["identity"])
