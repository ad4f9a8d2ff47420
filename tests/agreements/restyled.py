"""The same YAML document written in quite another way."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import yaml

_TEXT = "tag:yaml.org,2002:str"


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


class _Quoted(_Plain):
    """Every text in double quotes."""


class _Block(_Plain):
    """Every text as lines of its own."""


_Quoted.add_representer(str, lambda to, text: to.represent_scalar(_TEXT, text, style='"'))
_Block.add_representer(str, lambda to, text: to.represent_scalar(_TEXT, text, style="|"))


def shuffled(value: Any, seed: int = 0) -> Any:
    """The document with the keys of every mapping in another order, and lists of records too."""
    dice = random.Random(seed)
    if isinstance(value, dict):
        keys = list(value)
        dice.shuffle(keys)
        return {key: shuffled(value[key], seed + 1) for key in keys}
    if isinstance(value, list):
        items = [shuffled(item, seed + 2) for item in value]
        if all(isinstance(item, dict) and "id" in item for item in items):
            dice.shuffle(items)
        return items
    return value


def _dumped(document: Any, how: type[_Plain] = _Plain, **style: Any) -> str:
    return yaml.dump(document, Dumper=how, allow_unicode=True, sort_keys=False, **style)


def wide(document: Any) -> str:
    """Four spaces, double quotes everywhere, a comment above every key of the top."""
    text = _dumped(document, _Quoted, indent=4, width=1000)
    return "".join(
        f"\n# about the next one\n{line}" if line[:1] not in (" ", "-") else line
        for line in text.splitlines(keepends=True)
    )


def narrow(document: Any) -> str:
    """Lines of at most 40 letters, single quotes where needed, Windows line ends, a mark first."""
    return "\ufeff" + _dumped(document, width=40).replace("\n", "\r\n") + "\r\n# the end\r\n"


def flow(document: Any) -> str:
    """Braces and brackets on as few lines as there can be."""
    return _dumped(document, default_flow_style=True, width=100_000)


def blocks(document: Any) -> str:
    """Every text as a block of its own lines."""
    return _dumped(document, _Block)


def json_text(document: Any) -> str:
    """JSON, its letters escaped: also YAML."""
    return json.dumps(document, indent=1)


STYLES: dict[str, Callable[[Any], str]] = {
    "wide": wide, "narrow": narrow, "flow": flow, "blocks": blocks, "json": json_text,
}  # fmt: skip
