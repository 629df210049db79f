"""What other programs read and write: `activity.toml`, `manifest.json`, the JSON of `check`."""

from __future__ import annotations

import inspect
from typing import get_args

from docs._generate.markdown import attributes, code, first_line, table
from pipeline.activity import model as activity
from pipeline.activity import tables
from pipeline.dossier.findings import Finding, Source
from pipeline.papers import manifest


def block_activity_keys() -> str:
    """What `activity.toml` says."""
    hints = inspect.get_annotations(activity.Activity, eval_str=True)
    rows = []
    for name, hint in hints.items():
        if name in {"taxonomy", "wording", "digest"}:
            continue
        owner = next((each for each in (hint, *get_args(hint)) if _is_table(each)), None)
        many = " (any number)" if owner is not None and owner is not hint else ""
        keys = inspect.get_annotations(owner) if owner else {}
        rows.append(
            (
                code(f"[[{name}]]" if many else f"[{name}]" if owner else name),
                first_line(owner) + many if owner else _PLAIN_KEYS[name],
                ", ".join(map(code, keys)),
            )
        )
    return table(("table or key", "is", "keys"), rows)


_PLAIN_KEYS = {
    "id": "Name of the folder.",
    "name": "Chinese name, as on the workbook and the report.",
    "year": "Year of the notice.",
    "issuer": "Who issued the notice.",
    "notice": "Title of the notice.",
    "choices": "Options of a choice, by path of the field: `key`, `label` and, for rules, the option it is `like`.",
    "clauses": "Clause of a rule where this year's notice numbers it otherwise than 2023's, by rule.",
}


def _is_table(kind: object) -> bool:
    return inspect.isclass(kind) and issubclass(kind, tables.Strict)


def block_manifest_keys() -> str:
    """What `manifest.json` says."""
    described: dict[str, type] = {"": manifest.Manifest, "files[].": manifest.FileEntry}
    listed: dict[str, type] = {
        "files[].zones[]": manifest.Zone,
        "files[].parts[]": manifest.PacketPart,
        "files[].earlier[]": manifest.Earlier,
        "failures[]": manifest.Failure,
        "held[]": manifest.HeldPaper,
        "reasons[]": manifest.Reason,
    }
    rows = [
        (code(f"{prefix}{name}"), text)
        for prefix, owner in described.items()
        for name, text in attributes(owner).items()
    ]
    for path, owner in listed.items():
        names = ", ".join(map(code, inspect.get_annotations(owner)))
        rows.append((code(path), f"{names}. {first_line(owner)}"))
    return table(("key", "is"), rows)


def block_finding_keys() -> str:
    """What a finding says in the JSON of `check`."""
    inside = {"when_printed"}
    about = attributes(Finding).items()
    rows = [(code(name), text) for name, text in about if name not in inside]
    rows += [(code(f"source.{name}"), text) for name, text in attributes(Source).items()]
    return table(("key", "is"), rows)
