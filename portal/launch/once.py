"""One withdrawal from the browser to its certificate, through the running portal, as `bin/up --once` does it."""

import json
import re
import time
from pathlib import Path
from typing import Any

from portal.launch import trail
from portal.launch.browser import Browser, Form, find_form, links
from portal.launch.children import Children
from portal.launch.errors import CantStart

PROGRAM = "/me/programs/desktop-assistant-training/"
ORDER = re.compile(r"^/me/purges/(?P<ref>[0-9a-f-]{36})/$")
VERIFY_SECONDS = 180
POLL_SECONDS = 0.25


def carry_through(children: Children, address: str, folder: Path) -> bool:
    """Withdraw one signal, wait for its proof, check the trail, print one JSON line; say whether all of it held."""
    browser = Browser(address)
    _sign_in(browser)
    begun = time.monotonic()
    ref = _withdraw(browser)
    status = _settled(children, browser, ref)
    seconds = round(time.monotonic() - begun, 2)
    certificate = _certificate(browser, ref, folder) if status["state"] == "verified" else None
    audit = trail.check()
    datasets = [
        {name: dataset[name] for name in ("name", "store_kind", "rows_before", "rows_after")} for dataset in status["datasets"]
    ]
    verified = certificate is not None and audit.intact and _all_gone(datasets)
    line = {
        "order": ref,
        "datasets": datasets,
        "seconds": seconds,
        "certificate": str(certificate) if certificate else None,
        "ledger_size": audit.size,
        "verified": verified,
    }
    print(json.dumps(line), flush=True)
    return verified


def _sign_in(browser: Browser) -> None:
    def is_employee(form: Form) -> bool:
        return form.action == "/demo/sign-in/" and form.fields.get("who") == "employee"

    page = browser.get("/accounts/login/")
    browser.send(find_form(page, is_employee, what="The sign-in page offers no demo employee (is ASSENT_DEMO=1 set?)."))


def _withdraw(browser: Browser) -> str:
    """Switch off the first signal that is on; return the ref of the order that this made."""

    def is_switch(form: Form) -> bool:
        return form.action == f"{PROGRAM}withdraw/" and form.fields.get("signal", "all") != "all"

    before = _orders(browser)
    what = "The demo employee has nothing left to withdraw. Start with an empty var/ for a new company."
    browser.send(find_form(browser.get(PROGRAM), is_switch, what=what))
    made = [ref for ref in _orders(browser) if ref not in before]
    if not made:
        msg = "The withdrawal made no purge order."
        raise CantStart(msg)
    return made[0]


def _orders(browser: Browser) -> list[str]:
    found = (ORDER.match(link) for link in links(browser.get("/me/")))
    return [match["ref"] for match in found if match]


def _settled(children: Children, browser: Browser, ref: str) -> dict[str, Any]:
    """Ask for the order's state until it is no longer open, or the time is over."""
    deadline = time.monotonic() + VERIFY_SECONDS
    while True:
        children.check()
        status: dict[str, Any] = json.loads(browser.get(f"/me/purges/{ref}/status.json"))
        if status["state"] != "open" or time.monotonic() > deadline:
            return status
        time.sleep(POLL_SECONDS)


def _certificate(browser: Browser, ref: str, folder: Path) -> Path:
    """Download the certificate and keep it."""
    path = folder / "certificates" / f"{ref}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(browser.get(f"/me/purges/{ref}/certificate.json"), encoding="utf-8")
    return path


def _all_gone(datasets: list[dict[str, Any]]) -> bool:
    """Say whether something was there before, and nothing is left anywhere."""
    return any(dataset["rows_before"] for dataset in datasets) and all(dataset["rows_after"] == 0 for dataset in datasets)
