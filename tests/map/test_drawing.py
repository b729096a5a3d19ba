"""The drawn map knows no other host, and is the same in every process."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from portal.map import drawing
from portal.map.drawing import Drawing

STATIC = Path(__file__).resolve().parents[2] / "static"
PRINT_SCRIPT = """
from portal.map import drawing
drawing.localise()
print(drawing.draw(drawing.TITLES, {file: "/static/" + file for _, _, file in drawing.GROUND}).script)
"""


@pytest.fixture
def drawn() -> Drawing:
    drawing.localise()
    return drawing.draw(drawing.TITLES, {file: f"/static/{file}" for _, _, file in drawing.GROUND})


def test_every_part_is_a_file_that_we_serve(drawn):
    for name in (*drawn.scripts, *drawn.styles):
        assert (STATIC / name).is_file(), name


def test_leaflet_comes_before_what_builds_on_it(drawn):
    assert drawn.scripts[0] == "vendor/leaflet/leaflet.js"
    assert set(drawn.scripts[1:]) == {
        "vendor/fullscreen/Control.FullScreen.js",
        "vendor/markercluster/leaflet.markercluster.js",
    }


def test_nothing_names_another_host(drawn):
    assert not re.search(r"(https?:)?//\w", drawn.script + drawn.html)


def test_the_element_has_neither_script_nor_style(drawn):
    assert drawn.html == '<div class="folium-map" id="map_main" ></div>'


def test_drawing_leaves_folium_as_it_was_for_the_next(drawn):
    again = drawing.draw(drawing.TITLES, {file: f"/static/{file}" for _, _, file in drawing.GROUND})

    assert again == drawn


def test_another_process_writes_the_same_script(drawn):
    printed = subprocess.run([sys.executable, "-c", PRINT_SCRIPT], capture_output=True, text=True, check=True)

    assert printed.stdout.strip() == drawn.script.strip()


def test_titles_are_data_and_cannot_become_script():
    drawn = drawing.draw(
        ("</script><b>", "${alert(1)}", '"+alert(1)+"', "`x`"),
        dict.fromkeys(["a"], "b") | {file: "/x" for _, _, file in drawing.GROUND},
    )

    assert "</script>" not in drawn.script
    assert '"+alert(1)+"' not in drawn.script


def test_each_layer_has_a_pane_of_its_own_below_the_points(drawn):
    depths = dict(re.findall(r"pane_(\w+)\.style\.zIndex = (\d+)", drawn.script))

    assert set(depths) == {pane for pane, _, _ in drawing.GROUND}
    assert len(set(depths.values())) == len(depths)
    assert all(int(depth) < 400 for depth in depths.values())


@pytest.mark.parametrize("file", [file for _, _, file in drawing.GROUND])
def test_the_ground_is_served_by_us(file):
    assert (STATIC / file).is_file()


def test_the_makers_of_the_basemap_are_named(drawn):
    assert "Natural Earth" in drawn.script and "K\\u00e4lla: SCB" in drawn.script
