import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import example

from reports.render import Renderer


@pytest.fixture(scope="session")
def fonts(tmp_path_factory):
    return tmp_path_factory.mktemp("fonts")


@pytest.fixture(scope="session")
def renderer(fonts):
    return Renderer(example.vintage(), fonts)
