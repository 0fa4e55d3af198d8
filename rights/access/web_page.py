"""The answer as one web page that needs no network: its style stands inside it, and it has no scripts. Pure: no rows of ours."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

STYLE = Path(__file__).parent / "index.css"


def rendered(page: Mapping[str, Any], sections: Sequence[Mapping[str, Any]]) -> bytes:
    """Make the page. Every word goes through the template's escaping; only the style is ours."""
    context = {**page, "sections": sections, "style": STYLE.read_text(encoding="utf-8")}
    return render_to_string("rights/package/index.html", context).encode(errors="replace")
