"""Untrusted input to clean values: a request by somebody who acts for a person, with the permission that the office saw (R53)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from rights.actions.agents import Asked
from rights.actions.filing import Receipt
from rights.forms.filing_for_others import OtherChannelForm
from rights.forms.outside import address_field
from rights.models import Request


class AgentForm(OtherChannelForm):
    """Who is acted for, what is asked, under which number the signed permission is kept, and where the agent's link goes."""

    address = address_field(_("The agent's e-mail address"), _("The link to this one request goes there."))

    FIRST = ("token", "person", "file", "identity", "address", "kind", "received_on", "received_time")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """As for other channels, but for the channel, and with a permission."""
        super().__init__(*args, **kwargs)
        del self.fields["channel"]
        file, identity, person = self.fields["file"], self.fields["identity"], self.fields["person"]
        person.label = _("The person: e-mail address or employee number")
        person.help_text = _("As the company knows the person whose data it is.")
        file.required, file.label = True, _("Number of the permission")
        file.help_text = _("The permission signed by the person is kept under it, such as HR-2026/114. No names.")
        file.error_messages["required"] = _("Without a signed permission nobody acts for somebody else. Give its number.")
        identity.label = _("How do you know that the person signed it?")

    @property
    def receipt(self) -> Receipt:
        """How and when it came, of clean values."""
        clean = self.cleaned_data
        return Receipt(channel=Request.Channel.AGENT, at=self.received_at, file=clean["file"], identity=clean["identity"])

    @property
    def asked(self) -> Asked:
        """What the agent asks for, of clean values."""
        clean = self.cleaned_data
        return Asked(kind=clean["kind"], scope=self.scope, words=clean["words"], receipt=self.receipt)
