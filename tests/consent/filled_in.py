"""Reads what a browser would send from a page's form, so that tests type into what is really there."""

from html.parser import HTMLParser


class _Form(HTMLParser):
    """Collects the successful controls of one form (HTML 4.10.21.4), its buttons left out."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.wanted, self.inside, self.data = form_id, False, {}
        self.area, self.select = None, None

    def handle_starttag(self, tag, attrs):
        at = dict(attrs)
        if tag == "form":
            self.inside = at.get("id") == self.wanted
        elif not self.inside:
            return
        elif tag == "textarea":
            self.area = at["name"]
            self.data[self.area] = [""]
        elif tag == "select":
            self.select = at["name"]
        elif tag == "option" and "selected" in at:
            self.data.setdefault(self.select, []).append(at["value"])
        elif tag == "input" and (at["type"] not in {"checkbox", "radio"} or "checked" in at):
            self.data.setdefault(at["name"], []).append(at.get("value", "on" if at["type"] in {"checkbox", "radio"} else ""))

    def handle_data(self, data):
        if self.area:
            # A line break right after <textarea> is markup, not text; browsers send two characters for each other one.
            text = self.data[self.area][0] + data
            self.data[self.area] = [text.removeprefix("\n").replace("\n", "\r\n")]

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        elif tag == "textarea":
            self.area = None


def form_data(page: str, form_id: str) -> dict[str, list[str]]:
    """What a press of a button without a name would send, without the token."""
    form = _Form(form_id)
    form.feed(page)
    assert form.data, f"The page has no form with the id {form_id}."
    return {name: values for name, values in form.data.items() if name != "csrfmiddlewaretoken"}
