"""Requests with their clocks, messages and decisions; packages; tasks; outside access; concerns."""

from rights.models.cases import CaseMessage, Clarification, Decision, RectificationTask, RequestWarning
from rights.models.concerns import Concern, ConcernWords
from rights.models.outside import OutsideAccess, OutsideToken
from rights.models.packages import DownloadLink, Package, PackagePart
from rights.models.requests import Request, RequestClock, RequestProgram

__all__ = [
    "CaseMessage",
    "Clarification",
    "Concern",
    "ConcernWords",
    "Decision",
    "DownloadLink",
    "OutsideAccess",
    "OutsideToken",
    "Package",
    "PackagePart",
    "RectificationTask",
    "Request",
    "RequestClock",
    "RequestProgram",
    "RequestWarning",
]
