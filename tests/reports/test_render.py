import io
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

sys.path.insert(0, str(Path(__file__).parent))
import example

from reports.figures import make_figures
from reports.render import Renderer
from reports.words import percent, whole


@pytest.fixture(scope="session")
def renderer(tmp_path_factory):
    return Renderer(example.vintage(), tmp_path_factory.mktemp("fonts"))


def report(renderer, code, stand=None):
    stand = stand or example.stands()[-1]
    earlier = [s for s in example.stands() if s.peildatum < stand.peildatum]
    return renderer.render(make_figures(code, stand, earlier), stand)


def text_of(pdf: bytes, tmp_path: Path) -> str:
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf)
    found = subprocess.run(["pdftotext", "-enc", "UTF-8", path, "-"], capture_output=True, check=True, text=True)
    return found.stdout.replace("\N{NO-BREAK SPACE}", " ")


def test_gemeente_report_has_two_pages_and_the_figures(renderer, tmp_path):
    pdf = report(renderer, "GM0363")
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert len(opened.pages) == 2
    text = text_of(pdf, tmp_path)
    regel = example.stands()[-1].regel("GM0363")
    for figure in (regel.cijfers.taakstelling, regel.cijfers.gecorrigeerd, regel.cijfers.gerealiseerd, regel.nog):
        assert whole(figure) in text
    assert percent(regel.percentage) in text
    assert "Voorbeeldcijfers" in text and "Grenzen gegeneraliseerd" in text and "Tussenstand" in text
    assert "pagina 2 van 2" in text


def test_same_figures_give_the_same_bytes(renderer):
    assert report(renderer, "GM0093") == report(renderer, "GM0093")
