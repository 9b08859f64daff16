import pytest

from reports.render import Renderer
from tests.reports import example


@pytest.fixture(scope="session")
def fonts(tmp_path_factory):
    return tmp_path_factory.mktemp("fonts")


@pytest.fixture(scope="session")
def renderer(fonts):
    return Renderer(example.vintage(), fonts)
