"""For the tests of the office's pages: the officer's browser, the address of a case, what a page says, a request as it is now."""

import re

from rights.models import Request


def text(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def desk(cast):
    return cast.client(cast.sam)


def case_url(request: Request, *more: str) -> str:
    return "/".join([f"/office/cases/{request.pk}", *more, ""])


def now_of(request: Request) -> Request:
    return Request.objects.get(pk=request.pk)
