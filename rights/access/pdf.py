"""The answer as a tagged PDF (PDF/UA-1), made by typst in memory: nothing of it touches the disk. Pure: no rows of the portal."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import typst

TEMPLATE = Path(__file__).parent / "answer.typ"


def compiled(page: Mapping[str, Any], sections: Sequence[Mapping[str, Any]], *, made_at: dt.datetime) -> bytes:
    """Make the PDF. Every word reaches typst as data, so that no word of anybody can be a command there."""
    shown = [
        {**one, "blocks": [block for block in one["blocks"] if block["kind"] != "preview"]}
        for one in sections
        if not any(block["kind"] == "preview" for block in one["blocks"])
    ]
    made = typst.compile(
        TEMPLATE.read_bytes(),
        sys_inputs={"answer": json.dumps({**page, "sections": shown})},
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards="ua-1",
        timestamp=made_at.replace(microsecond=0),
    )
    if not isinstance(made, bytes):
        msg = "typst gave no single document."
        raise TypeError(msg)
    return made
