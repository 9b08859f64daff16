import pytest

from reports.render import Renderer
from tests.reports import example


@pytest.fixture(scope="session")
def fonts(made):
    return made / "geometry" / "fonts"


@pytest.fixture(scope="session")
def renderer(fonts):
    return Renderer(example.vintage(), fonts)
