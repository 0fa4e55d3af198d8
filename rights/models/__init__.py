"""Requests with their clocks, messages and decisions; packages; tasks; outside access; concerns."""

from rights.models.cases import CaseMessage, Clarification, Decision, RectificationTask, RequestWarning
from rights.models.concerns import Concern, ConcernLetter, ConcernWords
from rights.models.outside import LinkAsked, OutsideAccess, OutsideNotice, OutsideToken
from rights.models.packages import DownloadLink, Package, PackagePart
from rights.models.requests import Request, RequestClock, RequestProgram

__all__ = [
    "CaseMessage",
    "Clarification",
    "Concern",
    "ConcernLetter",
    "ConcernWords",
    "Decision",
    "DownloadLink",
    "LinkAsked",
    "OutsideAccess",
    "OutsideNotice",
    "OutsideToken",
    "Package",
    "PackagePart",
    "RectificationTask",
    "Request",
    "RequestClock",
    "RequestProgram",
    "RequestWarning",
]
