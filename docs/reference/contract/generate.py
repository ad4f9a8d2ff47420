"""Write the pages of the contract's reference beside this file, from the schemas."""

from pathlib import Path

from onboardgen.loading.schemas import KINDS, schema
from onboardgen.workflows.contract_reference import reference_pages

for name, text in reference_pages({kind: schema(kind) for kind in KINDS}).items():
    Path(__file__).with_name(name).write_text(text, encoding="utf-8")
