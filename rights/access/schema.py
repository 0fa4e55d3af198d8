"""What the JSON files of a package look like, as JSON Schema 2020-12: `schema.json` of every package (R60). Pure."""

from typing import Any

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
MAYBE_TEXT: Schema = {"type": ["string", "null"]}
MOMENT: Schema = {"type": "string", "format": "date-time"}
MAYBE_MOMENT: Schema = {"type": ["string", "null"], "format": "date-time"}
COUNT: Schema = {"type": "integer", "minimum": 0}
MAYBE_COUNT: Schema = {"type": ["integer", "null"], "minimum": 0}
YES: Schema = {"type": "boolean"}
DIGEST: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
ANYTHING: Schema = {"type": "object"}


def _object(properties: Schema, *, optional: tuple[str, ...] = ()) -> Schema:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _named(name: str, properties: Schema) -> Schema:
    """A document that names its own place in this schema."""
    return _object({"schema": {"const": f"schema.json#/$defs/{name}"}} | properties)


_NAMED_OR_ALL: Schema = {"anyOf": [{"const": "all"}, _list(TEXT)]}
_SCOPE = _object(
    {"programs": _NAMED_OR_ALL, "signals": _NAMED_OR_ALL, "recorded_from": MAYBE_TEXT, "recorded_until": MAYBE_TEXT},
)
_WITHHELD: Schema = {"what": TEXT, "ground": TEXT, "law": TEXT, "why": TEXT}
_LEFT_OUT = _object(
    {"kind": {"enum": ["missing", "withheld"]}, **_WITHHELD, "dataset": TEXT, "holds": _list(TEXT), "rows": MAYBE_COUNT},
    optional=("dataset", "holds", "rows"),
)
_DATASET = _object(
    {
        "dataset": TEXT,
        "name": TEXT,
        "store": TEXT,
        "state": {"enum": ["done", "away", "refused", "withheld"]},
        "holds": _list(TEXT),
        "rows": COUNT,
        "rows_counted_before": MAYBE_COUNT,
        "files": _list(TEXT),
        "note": TEXT,
    },
    optional=("note",),
)
_FILE = _object(
    {
        "path": TEXT,
        "bytes": COUNT,
        "sha256": DIGEST,
        "media_type": TEXT,
        "schema": TEXT,
        "about": TEXT,
        "dataset": TEXT,
        "rows": COUNT,
    },
    optional=("schema", "about", "dataset", "rows"),
)
_CONSENT = _object(
    {
        "at": MOMENT,
        "program": TEXT,
        "signal": TEXT,
        "signal_label": TEXT,
        "state": TEXT,
        "state_label": TEXT,
        "purpose": TEXT,
        "notice_version": MAYBE_COUNT,
        "control": TEXT,
        "channel": TEXT,
        "by": TEXT,
        "valid_until": MAYBE_MOMENT,
        "record": TEXT,
        "receipt": MAYBE_TEXT,
    },
)
_LOOK = _object({"at": MOMENT, "what": TEXT, "purpose": TEXT, "role": TEXT, "unit": TEXT, "entry": TEXT})
_REQUEST = _object(
    {
        "reference": TEXT,
        "ref": TEXT,
        "kind": TEXT,
        "kind_label": TEXT,
        "status": TEXT,
        "status_label": TEXT,
        "status_dpv": {"type": "string", "format": "uri"},
        "outcome": TEXT,
        "channel": TEXT,
        "received_at": MOMENT,
        "due_on": TEXT,
        "deadlines": _list(_object({"law": TEXT, "due_on": TEXT})),
        "closed_at": MAYBE_MOMENT,
        "about": _SCOPE,
        "your_words": MAYBE_TEXT,
        "messages": _list(_object({"at": MOMENT, "from": TEXT, "words": MAYBE_TEXT})),
        "decision": {
            "anyOf": [
                {"type": "null"},
                _object({"decided_at": MOMENT, "outcome": TEXT, "reason": MAYBE_TEXT, "law": MAYBE_TEXT, "words": MAYBE_TEXT}),
            ],
        },
    },
)
_RETENTION = _object(
    {
        "dataset": TEXT,
        "store": TEXT,
        "rows": MAYBE_COUNT,
        "days": COUNT,
        "days_to_delete": COUNT,
        "counted_from": TEXT,
        "also_kept_for": TEXT,
        "made_from": _list(TEXT),
    },
    optional=("also_kept_for", "made_from"),
)
_PURPOSE = _object(
    {"key": TEXT, "text": TEXT, "category": TEXT, "basis": TEXT, "law": TEXT, "interest": TEXT, "obligation": TEXT},
    optional=("interest", "obligation"),
)
_PROGRAM = _object(
    {
        "name": TEXT,
        "page": TEXT,
        "version": COUNT,
        "restricted_now": YES,
        "purposes": _list(_PURPOSE),
        "data": _list(
            _object(
                {
                    "signal": TEXT,
                    "label": TEXT,
                    "description": TEXT,
                    "fields": _list(TEXT),
                    "basis": TEXT,
                    "your_choice": TEXT,
                    "recorded_now": YES,
                },
            ),
        ),
        "used_by": TEXT,
        "recipients": _list(_object({"name": TEXT, "role": TEXT, "country": TEXT, "address": TEXT, "contact": TEXT})),
        "safeguards": _list(_object({"recipient": TEXT, "country": TEXT, "safeguard": TEXT})),
        "retention": _list(_RETENTION),
        "source": TEXT,
        "automated_decisions": _object({"any": YES, "text": TEXT, "people_are_evaluated": YES}),
        "models": _object({"trained": YES, "which": TEXT, "with_your_data": _list(TEXT)}),
    },
)
_CONTROLLER = _object(dict.fromkeys(("name", "address", "contact", "email", "phone", "dpo", "country"), TEXT))

SCHEMA: Schema = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "schema.json",
    "title": "The JSON files of an access package of Assent",
    "$defs": {
        "manifest": _object(
            {
                "format": {"const": "assent/access-package@v1"},
                "schema": {"const": "schema.json#/$defs/manifest"},
                "package": TEXT,
                "request": TEXT,
                "reference": TEXT,
                "kind": {"enum": ["access", "portability"]},
                "person": TEXT,
                "built_at": MOMENT,
                "expires_at": MOMENT,
                "scope": _SCOPE,
                "rows": COUNT,
                "complete": YES,
                "datasets": _list(_DATASET),
                "left_out": _list(_LEFT_OUT),
                "not_covered_by_this_right": _list(_object({"what": TEXT, "dataset": TEXT, "why": TEXT})),
                "files": _list(_FILE),
            },
        ),
        "consents": _named("consents", {"consents": _list(_CONSENT)}),
        "who-looked": _named("who-looked", {"complete": TEXT, "names": _object(_WITHHELD), "looks": _list(_LOOK)}),
        "requests": _named("requests", {"requests": _list(_REQUEST)}),
        "about-you": _named("about-you", {"person": ANYTHING}),
        "information": _named(
            "information",
            {
                "confirmation": _object({"processed": YES, "text": TEXT, "rows": COUNT, "datasets": COUNT}),
                "programs": _list(_PROGRAM),
                "kept_without_a_program": _list(_RETENTION),
                "kept_by_assent": _object({"what": TEXT, "purpose": TEXT, "basis": TEXT, "law": TEXT, "kept": TEXT}),
                "rights": _list(_object({"right": TEXT, "law": TEXT, "where": TEXT})),
                "complaint": _list(_object({"authority": TEXT, "url": TEXT})),
                "controllers": _list(_CONTROLLER),
            },
        ),
        "records": {
            "type": "object",
            "description": "One line below data/: a row as its store has it. Times are ISO 8601, decimals text, bytes Base64",
        },
    },
}
