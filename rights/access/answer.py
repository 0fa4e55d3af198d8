"""The answer as people read it: sections of plain blocks, from which the web page and the PDF are both made. Pure: no rows.

A block is a dict with a `kind`: `text`, `heading`, `warning`, `bullets`, `facts` (label and value), `table` (head and rows;
`numbers` names the columns of figures) or `preview` (the first rows of a dataset, which the PDF leaves out).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rights.access.information import Document
from rights.access.looks import LIMITS
from rights.access.manifest import Copied, Head

LOOKS_SHOWN = 40
Block = dict[str, Any]
Section = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """All that the answer is made of. `information` and `looks` are empty where only the data is handed over (GDPR 20)."""

    head: Head
    datasets: Sequence[Copied]
    left_out: Sequence[Document]
    information: Mapping[str, Any]
    looks: Sequence[Document]
    files: Sequence[Mapping[str, Any]]


def sections(answer: Answer) -> list[Section]:
    """The whole answer, in the order in which it is read."""
    info = answer.information
    found = [_short(answer), _copy(answer.datasets), _left_out(answer.left_out)]
    found += [_program(one) for one in info.get("programs", [])]
    if info:
        found += [_besides(info), _looks(answer.looks), _rights(info)]
    found += [_files(answer.files), *_previews(answer.datasets)]
    # Titles can be the same, addresses within the page can't.
    return [{**one, "id": f"part-{number}"} for number, one in enumerate(found, 1)]


def _section(title: str, *blocks: Block | None, level: int = 1) -> Section:
    return {"title": title, "level": level, "blocks": [block for block in blocks if block]}


def _text(text: str, kind: str = "text") -> Block | None:
    return {"kind": kind, "text": text} if text else None


def _cell(cell: str | Sequence[str]) -> Block:
    """A cell is words, or the paths of files of the package, which the page links to."""
    return (
        {"text": cell} if isinstance(cell, str) else {"files": [{"path": path, "name": path.rpartition("/")[2]} for path in cell]}
    )


def _bullets(rows: Iterable[str]) -> Block | None:
    found = list(rows)
    return {"kind": "bullets", "rows": found} if found else None


def _facts(rows: Iterable[tuple[str, str]]) -> Block | None:
    found = [[label, value] for label, value in rows if value]
    return {"kind": "facts", "rows": found} if found else None


def _table(head: Sequence[str], rows: Iterable[Sequence[str | Sequence[str]]], *, numbers: Sequence[int] = ()) -> Block | None:
    found = [[_cell(cell) for cell in row] for row in rows]
    return {"kind": "table", "head": list(head), "rows": found, "numbers": list(numbers)} if found else None


def _short(answer: Answer) -> Section:
    head = answer.head
    missing = [one for one in answer.datasets if one.state != "done"]
    are = "is" if len(missing) == 1 else "are"
    warning = (
        f"{len(missing)} of the {len(answer.datasets)} places {are} not in this copy. What is missing, and why, is said below."
    )
    return _section(
        "In short",
        _text(answer.information.get("confirmation", {}).get("text", "")),
        _text(warning if missing else "", "warning"),
        _facts(
            [
                ("Your request", head.reference),
                ("Received", head.received),
                ("Answered", head.built),
                ("About", head.about),
                ("Download until", head.expires),
            ]
        ),
    )


def _copy(datasets: Sequence[Copied]) -> Section:
    done = [one for one in datasets if one.state == "done"]
    rows = [[one.name, one.store, ", ".join(one.signals), f"{one.rows:,}", one.files if one.rows else "none"] for one in done]
    total, places = sum(one.rows for one in done), sum(1 for one in done if one.rows)
    notes = [f"{one.name}, {one.store}: {one.note}" for one in done if one.note]
    return _section(
        "Your data",
        _text(f"{total:,} rows from {places:,} of the {len(done):,} places that were searched, as JSON Lines and as tables (CSV)."),
        _bullets(notes),
        _table(["Place", "Store", "What it holds", "Rows", "Files"], rows, numbers=[3]),
    )


def _left_out(rows: Sequence[Document]) -> Section:
    text = "" if rows else "Nothing is missing, and nothing was withheld."
    said = [f"{row['what']}: {row['why']}{_law(row)}" for row in rows]
    remedy = "You can complain about this to the authority named below, and you can go to court." if rows else ""
    return _section("What is not in it, and why", _text(text), _bullets(said), _text(remedy))


def _law(row: Document) -> str:
    return f" ({row['law']})" if row.get("law") and row["law"] not in row["why"] else ""


def _program(one: Document) -> Section:
    return _section(
        one["name"],
        _facts(
            [
                ("Used by", one["used_by"]),
                ("Where it comes from", one["source"]),
                ("Decisions by machines", one["automated_decisions"]["text"]),
                ("Models", _models(one["models"])),
                ("Page", one["page"]),
            ]
        ),
        _text("Its use is restricted now, as you asked." if one["restricted_now"] else ""),
        _heading("What for"),
        _table(
            ["Purpose", "On what basis", "Law"],
            (
                [row["text"], " ".join(filter(None, [row["basis"], row.get("interest"), row.get("obligation")])), row["law"]]
                for row in one["purposes"]
            ),
        ),
        _heading("What is recorded"),
        _table(
            ["Data", "What it is", "Basis", "Your choice"],
            ([row["label"], _described(row), row["basis"], row["your_choice"]] for row in one["data"]),
        ),
        _heading("Who gets it"),
        _text("" if one["recipients"] else "Nobody besides those who use it."),
        _table(
            ["Recipient", "Role", "Country", "Contact"],
            ([row["name"], row["role"], row["country"], row["contact"]] for row in one["recipients"]),
        ),
        _table(
            ["Recipient abroad", "Country", "Safeguard (GDPR 15(2))"],
            ([row["recipient"], row["country"], row["safeguard"]] for row in one["safeguards"]),
        ),
        _heading("How long it is kept"),
        _kept(one["retention"]),
    )


def _heading(text: str) -> Block:
    return {"kind": "heading", "text": text}


def _described(row: Document) -> str:
    fields = f"Fields: {', '.join(row['fields'])}." if row["fields"] else ""
    return f"{row['description']} {fields}".strip()


def _models(row: Document) -> str:
    if not row["trained"]:
        return "No model is trained with it."
    mine = f"Trained with a snapshot that has you in it: {', '.join(row['with_your_data'])}." if row["with_your_data"] else ""
    return f"{row['which']} {mine or 'No model was trained with your data so far.'}".strip()


def _kept(rows: Iterable[Document]) -> Block | None:
    return _table(
        ["Kept in", "Rows of yours", "For how long"],
        ([f"{row['dataset']}, {row['store']}", _rows(row["rows"]), _how_long(row)] for row in rows),
        numbers=[1],
    )


def _rows(rows: int | None) -> str:
    return "not known" if rows is None else f"{rows:,}"


def _how_long(row: Document) -> str:
    also = f" Also kept for: {row['also_kept_for']}." if row.get("also_kept_for") else ""
    made = f" Made from: {', '.join(row['made_from'])}." if row.get("made_from") else ""
    grace = f", then deleted within {row['days_to_delete']} days" if row["days_to_delete"] else ""
    start = row["counted_from"].rstrip(".")
    return f"{row['days']} days from {start[:1].lower()}{start[1:]}{grace}.{also}{made}"


def _besides(info: Mapping[str, Any]) -> Section:
    kept = info["kept_by_assent"]
    return _section(
        "What else is kept",
        _facts(
            [
                ("By Assent itself", kept["what"]),
                ("What for", kept["purpose"]),
                ("How long", kept["kept"]),
                ("On what basis", f"{kept['basis']} ({kept['law']})"),
            ]
        ),
        _kept(info["kept_without_a_program"]),
    )


def _looks(looks: Sequence[Document]) -> Section:
    rows = [
        [row["at"][:16].replace("T", " "), row["what"], row["purpose"], ", ".join(filter(None, [row["role"], row["unit"]]))]
        for row in looks
    ]
    more = f"The last {LOOKS_SHOWN} of {len(rows)}; all of them are in who-looked.json." if len(rows) > LOOKS_SHOWN else ""
    return _section(
        "Who looked at your records",
        _text(more if rows else "Nobody but you has opened your records in Assent."),
        _table(["When (UTC)", "What", "What for", "Who"], rows[-LOOKS_SHOWN:]),
        _text(LIMITS),
    )


def _rights(info: Mapping[str, Any]) -> Section:
    return _section(
        "Your rights",
        _table(["You can", "Law", "Where"], ([row["right"], row["law"], row["where"]] for row in info["rights"])),
        _bullets(
            f"Complain to: {', '.join(filter(None, [row['authority'], row['url']]))} (GDPR 77). You can go to court too (GDPR 79)."
            for row in info["complaint"]
        ),
        *(_facts(_responsible(row)) for row in info["controllers"]),
    )


def _responsible(row: Document) -> list[tuple[str, str]]:
    reach = ", ".join(filter(None, [row["contact"], row["email"], row["phone"]]))
    who = ", ".join(filter(None, [row["name"], row["address"]]))
    return [("Responsible", who), ("Contact", reach), ("Data protection officer", row["dpo"])]


def _files(files: Sequence[Mapping[str, Any]]) -> Section:
    return _section(
        "The files",
        _text("manifest.json lists every file with its size and its SHA-256; schema.json says what the JSON files look like."),
        _table(["File", "What it is"], ([[one["path"]], one["about"]] for one in files)),
    )


def _previews(datasets: Sequence[Copied]) -> list[Section]:
    found = []
    for one in datasets:
        if one.preview:
            shown = f"The first {len(one.preview)} of {one.rows:,} rows" if one.rows > len(one.preview) else "All rows"
            cut = " and the first columns" if one.columns > len(one.preview_columns) else ""
            text = f"{shown}{cut}. Everything is in {one.files[0]}."
            preview = {"kind": "preview", "head": one.preview_columns, "rows": one.preview, "label": f"{one.name}, {one.store}"}
            found.append(_section(f"{one.name}, {one.store}", _text(text), preview, level=2))
    return found
