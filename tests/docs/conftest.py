"""The tutorial, followed once for all tests that start from where it ends."""

from __future__ import annotations

import pytest

from tests.docs.markdown_files import read_page
from tests.docs.walkthrough import Followed, follow


@pytest.fixture(scope="session")
def tutorial(tmp_path_factory: pytest.TempPathFactory) -> Followed:
    workspace = tmp_path_factory.mktemp("tutorial")
    home = tmp_path_factory.mktemp("home")
    printed = follow(read_page("docs/tutorial.md"), workspace, home, fresh=True)
    return Followed(workspace, printed)
