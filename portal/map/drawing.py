"""The map's skeleton, made of folium parts that know no other host: Leaflet, our own layers, buttons and attribution.

Folium writes the frame only. Points are data and are fetched by static/map/map.js, which writes them with textContent:
text that passed through folium's popups would run as script.
"""

from dataclasses import dataclass
from typing import Any

import folium
from branca.element import CssLink, JavascriptLink, MacroElement
from folium import plugins
from folium.elements import JSCSSMixin
from folium.template import Template
from markupsafe import Markup

from portal.errors import N_

LEAFLET_JS = [("leaflet", "vendor/leaflet/leaflet.js")]
LEAFLET_CSS = [("leaflet_css", "vendor/leaflet/leaflet.css")]
CLUSTER_JS = [("markercluster", "vendor/markercluster/leaflet.markercluster.js")]
CLUSTER_CSS = [("markercluster_css", "vendor/markercluster/MarkerCluster.css")]
FULLSCREEN_JS = [("fullscreen", "vendor/fullscreen/Control.FullScreen.js")]
FULLSCREEN_CSS = [("fullscreen_css", "vendor/fullscreen/Control.FullScreen.css")]

# What is drawn below the points: pane, its z-index, file, and the class that map.css paints.
GROUND = (
    ("neighbours", 210, "map/neighbours.geojson"),
    ("counties", 220, "map/counties.geojson"),
    ("towns", 230, "map/towns.geojson"),
)

MIDDLE_OF_SWEDEN = (62.4, 16.3)
OPTIONS: dict[str, Any] = {
    # Without tiles Leaflet knows no largest zoom, and the clusters ask for one; closer than this the borders say nothing.
    "max_zoom": 12,
    "min_zoom": 4,
    "zoom_snap": 0.5,
    "zoom_delta": 1,
    "max_bounds": [[50.0, -6.0], [73.0, 40.0]],
    # Our own attribution says what the basemap is; Leaflet's would add a link to another host.
    "attribution_control": False,
}
ATTRIBUTION = "Natural Earth, GeoNames, Källa: SCB"
TITLES = (N_("Zooma in"), N_("Zooma ut"), N_("Visa kartan i helskärm"), N_("Lämna helskärm"))


@dataclass(frozen=True)
class Drawing:
    """A drawn map: names of the static files it needs in their order, the element for the page, and its script."""

    scripts: tuple[str, ...]
    styles: tuple[str, ...]
    html: Markup
    script: str


class _Part(JSCSSMixin, MacroElement):
    """A piece of script with a stable name, so that every process writes the same bytes."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = type(self).__name__
        self._id = name


class Zoom(_Part):
    """Buttons to zoom with, named in the language of the page."""

    _template = Template("""
        {% macro script(this, kwargs) %}
            L.control.zoom({{ this.titles|tojson }}).addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """)

    def __init__(self, zoom_in: str, zoom_out: str) -> None:
        super().__init__("main")
        self.titles = {"zoomInTitle": zoom_in, "zoomOutTitle": zoom_out}


class Attribution(_Part):
    """Who made the basemap, as plain text."""

    _template = Template("""
        {% macro script(this, kwargs) %}
            L.control.attribution({prefix: false}).addAttribution({{ this.text|tojson }})
                .addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """)

    def __init__(self, text: str) -> None:
        super().__init__("main")
        self.text = text


class RemoteGeo(_Part):
    """Land or names drawn from a file that the browser fetches, in a pane of its own: files arrive in any order."""

    _template = Template("""
        {% macro script(this, kwargs) %}
            portalMap.remoteGeo({{ this._parent.get_name() }}, {{ this.url|tojson }}, {{ this._id|tojson }});
        {% endmacro %}
        """)

    def __init__(self, pane: str, url: str) -> None:
        super().__init__(pane)
        self.url = url


class RemoteCluster(_Part):
    """The points of the search, which map.js fetches from the address that the page gives it."""

    _template = Template("""
        {% macro script(this, kwargs) %}
            portalMap.remoteCluster({{ this._parent.get_name() }});
        {% endmacro %}
        """)
    default_js = CLUSTER_JS
    default_css = CLUSTER_CSS

    def __init__(self) -> None:
        super().__init__("main")


def localise() -> None:
    """Point folium's class lists at our own copies, once and for all: they are shared by every map in the process."""
    folium.Map.default_js = LEAFLET_JS
    folium.Map.default_css = LEAFLET_CSS
    plugins.Fullscreen.default_js = FULLSCREEN_JS
    plugins.Fullscreen.default_css = FULLSCREEN_CSS


def draw(titles: tuple[str, str, str, str], urls: dict[str, str]) -> Drawing:
    """Return the map with its buttons named by `titles` (see TITLES), its ground read from these addresses by file."""
    drawn = folium.Map(location=MIDDLE_OF_SWEDEN, zoom_start=5, tiles=None, zoom_control=False)
    drawn._id = "main"
    drawn.options.update(folium.utilities.remove_empty(**OPTIONS))
    for pane, depth, file in GROUND:
        _add(drawn, folium.map.CustomPane(pane, z_index=depth), pane)
        drawn.add_child(RemoteGeo(pane, urls[file]))
    drawn.add_child(Zoom(*titles[:2]))
    _add(drawn, plugins.Fullscreen(title=titles[2], title_cancel=titles[3]), "main")
    drawn.add_child(Attribution(ATTRIBUTION))
    drawn.add_child(RemoteCluster())
    return _parts(drawn)


def _add(drawn: folium.Map, part: Any, name: str) -> None:
    part._id = name
    drawn.add_child(part)


def _parts(drawn: folium.Map) -> Drawing:
    """Return what folium made, without its header: that one has inline styles and forbids zooming the page."""
    figure: Any = drawn.get_root()
    for child in list(figure._children.values()):
        child.render()
    head = figure.header._children.values()
    return Drawing(
        scripts=tuple(part.url for part in head if isinstance(part, JavascriptLink)),
        styles=tuple(part.url for part in head if isinstance(part, CssLink)),
        html=Markup(figure.html.render().strip()),  # nosec B704: folium writes it from the map's own name
        script=figure.script.render(),
    )
