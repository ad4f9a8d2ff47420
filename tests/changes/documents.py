"""Files as plain documents, to change and to write anew in any formatting."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import yaml

from onboardgen.loading.yaml_reader import read_yaml
from tests.changes.made_up import Files

Documents = dict[str, Any]
Edit = Callable[[Documents], None]


def documents(files: Files) -> Documents:
    """The files as plain documents; what was signed stays as it is."""
    return {
        path: text if path.startswith("signed/") else read_yaml(path, text.encode()).document
        for path, text in files.items()
    }


def written(docs: Documents, seed: int) -> Files:
    """The documents as files, each formatted in some way: indentation, flow, key order, JSON."""
    rng = random.Random(seed)
    return {
        path: doc if isinstance(doc, str) else _layout(path)(doc, rng) for path, doc in docs.items()
    }


def record(docs: Documents, start: str) -> Any:
    """The one document whose path begins like this, whatever it is called now."""
    (path,) = [path for path in docs if path.startswith(start)]
    return docs[path]


def task(docs: Documents, id_: str) -> Any:
    return next((one for one in docs["plan.yaml"]["tasks"] if one["id"] == id_), {"moved": []})


def answer(docs: Documents, id_: str) -> Any:
    return next(one for one in docs["worksheet.yaml"]["sections"][0]["answers"] if one["id"] == id_)


def _layout(path: str) -> Callable[[Any, random.Random], str]:
    return _formatted_json if path.endswith(".json") else _formatted


def _formatted_json(doc: Any, rng: random.Random) -> str:
    laid_out = _reordered(doc, rng) if rng.random() < 0.7 else doc
    indent = rng.choice((None, 2, 4))
    return json.dumps(laid_out, ensure_ascii=rng.random() < 0.5, indent=indent)


def _formatted(doc: Any, rng: random.Random) -> str:
    if rng.random() < 0.2:
        return json.dumps(doc, ensure_ascii=rng.random() < 0.5)
    text = yaml.safe_dump(
        _reordered(doc, rng) if rng.random() < 0.7 else doc,
        sort_keys=False,
        indent=rng.choice((2, 4)),
        width=rng.choice((40, 200)),
        default_flow_style=rng.choice((None, False, True)),
        allow_unicode=True,
    )
    return f"# written anew\n{text}"


def _reordered(doc: Any, rng: random.Random) -> Any:
    """The same with the keys of its mappings in any order."""
    if isinstance(doc, dict):
        keys = list(doc)
        rng.shuffle(keys)
        return {key: _reordered(doc[key], rng) for key in keys}
    return [_reordered(item, rng) for item in doc] if isinstance(doc, list) else doc
