"""Write the pages of the reference beside this file: commands and findings."""

from pathlib import Path

from onboardgen.cli.main import main
from onboardgen.cli.reference import commands_reference
from onboardgen.codes import CODES
from onboardgen.workflows.explain import EXPLANATIONS
from onboardgen.workflows.findings_reference import findings_reference


def why(code: str) -> str:
    """The explanation of a code, without its heading."""
    text = (EXPLANATIONS / code / "why.md").read_text(encoding="utf-8")
    return text.partition("\n")[2].strip()


PAGES = {
    "commands.md": commands_reference(main, "onboardgen"),
    "findings.md": findings_reference(CODES, {code.id: why(code.id) for code in CODES}),
}

if __name__ == "__main__":
    for name, page in PAGES.items():
        Path(__file__).with_name(name).write_text(page, encoding="utf-8")
