/*
 * How far it is: rings round the place that the search is near, with their kilometres. The legend says the same in words.
 *
 * A list that is near a place tells it in the attributes data-map-place (latitude,longitude) and data-map-place-name.
 */
(function () {
  "use strict";

  var KILOMETRES = [25, 50, 100, 200], PANE = "rings";

  function pane(map) {
    if (map.getPane(PANE)) return;
    var made = map.createPane(PANE);
    made.setAttribute("aria-hidden", "true");
    made.style.zIndex = 350;
    /* How near the map is decides which labels there is room for: map.css hides the others. */
    function come() { made.dataset.near = String(Math.floor(map.getZoom())); }
    map.on("zoomend", come);
    come();
  }

  /* Signs that map.css draws; their words are in an attribute, so that they are no text of the page. */
  function sign(latLng, className, label) {
    var html = document.createElement("span");
    html.dataset.ring = label;
    var icon = L.divIcon({ className: className, html: html, iconSize: [0, 0] });
    return L.marker(latLng, { icon: icon, pane: PANE, interactive: false, keyboard: false });
  }

  function show(map, holder, words, told) {
    var line = holder.querySelector("[data-map-rings]");
    var place = (told.mapPlace || "").split(",").map(Number);
    if (map.rings) map.rings.remove();
    map.rings = null;
    line.hidden = place.length !== 2 || !place.every(isFinite);
    if (line.hidden) return;
    pane(map);
    line.textContent = words.rings.replace("%(place)s", told.mapPlaceName);
    var layers = [sign(place, "map-home", "")];
    KILOMETRES.forEach(function (km) {
      var ring = L.circle(place, { radius: km * 1000, className: "map-ring", interactive: false, pane: PANE });
      layers.push(ring, sign([place[0] + km / 111.195, place[1]], "map-ring-label map-ring-" + km, km + " km"));
    });
    map.rings = L.layerGroup(layers).addTo(map);
  }

  window.portalRings = { show: show };
})();
