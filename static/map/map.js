/*
 * What the drawn map does: land from files, points from the search, popups by keyboard.
 *
 * The page says everything in attributes of [data-map]: data-points (address of the hits), data-testbed (what a slug is
 * appended to), data-name (which of the names the page uses) and data-words (texts in its language). When htmx swaps the
 * list, an element [data-map-points] in it tells the new address, so that list and map never differ. Names are written
 * with textContent only. Searching by the map is in frame.js, distances are in rings.js.
 */
(function () {
  "use strict";

  var portalFrame = window.portalFrame, portalRings = window.portalRings;

  var MOST_TOWNS = 4;
  var SWEDEN = [[55.2, 10.8], [69.1, 24.3]];
  var still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (still) standStill();

  /* Leaflet has options against all its motion but one: a step by the arrow keys would still glide. */
  function standStill() {
    var panBy = L.Map.prototype.panBy;
    L.Map.mergeOptions({ zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, inertia: false });
    L.Map.include({
      panBy: function (offset, options) { return panBy.call(this, offset, L.extend({}, options, { animate: false })); }
    });
  }

  /* A group of points stands on its first point instead of their middle: those are as far apart as the clusters'
     radius, so no sign covers another and each can be hit with a finger. */
  var recalculate = L.MarkerCluster.prototype._recalculateBounds;
  L.MarkerCluster.include({
    _recalculateBounds: function () {
      recalculate.call(this);
      this._latlng = this._wLatLng = this._cLatLng;
    }
  });

  /* A marker without picture: map.css draws its shape; its name is for those who hear the page. */
  var NamedIcon = L.DivIcon.extend({
    createIcon: function (old) {
      var element = L.DivIcon.prototype.createIcon.call(this, old);
      element.setAttribute("aria-label", this.options.label);
      return element;
    }
  });

  function element(tag, text, className) {
    var made = document.createElement(tag);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function getJson(url, signal) {
    return fetch(url, { credentials: "same-origin", signal: signal }).then(function (answer) {
      if (!answer.ok) throw new Error(answer.status + " " + url);
      return answer.json();
    });
  }

  /* On a phone the map is a tab that opens later: nothing is fetched before it is seen. */
  function whenSeen(map, start) {
    if (map.getSize().x) return start();
    new ResizeObserver(function (entries, watch) {
      if (!entries[0].contentRect.width) return;
      watch.disconnect();
      map.invalidateSize({ animate: false });
      start();
    }).observe(map.getContainer());
  }

  /* Names of towns are for the eye alone: map.css writes them out of the attribute, so they are no text of the page. */
  function townName(name) {
    return function (feature, latLng) {
      var label = element("span");
      label.dataset.town = feature.properties.name;
      var icon = L.divIcon({ className: "map-town map-town-" + feature.properties.step, html: label, iconSize: [0, 0] });
      return L.marker(latLng, { icon: icon, pane: name, interactive: false, keyboard: false });
    };
  }

  function remoteGeo(map, url, name) {
    var pane = map.getPane(name);
    function come() {
      pane.dataset.near = String(Math.floor(map.getZoom()));
    }
    pane.setAttribute("aria-hidden", "true");
    map.on("zoomend", come);
    come();
    whenSeen(map, function () {
      getJson(url).then(function (land) {
        var style = { className: "map-land map-" + name };
        L.geoJSON(land, { pane: name, interactive: false, style: style, pointToLayer: townName(name) }).addTo(map);
      }).catch(function () { /* Points alone still say where things are. */ });
    });
  }

  function nameOf(point, page) {
    return point[page.name] || point.name;
  }

  function describe(point, page) {
    return [nameOf(point, page), point.municipality, page.words.levels[point.level]].join(", ");
  }

  function popup(point, page) {
    var words = page.words;
    var box = element("div", "", "map-popup");
    var link = element("a", nameOf(point, page));
    link.href = page.testbed + encodeURIComponent(point.slug);
    box.appendChild(element("p", "", "map-popup-name")).appendChild(link);
    box.appendChild(element("p", point.municipality + ", " + (words.counties[point.county] || point.county)));
    box.appendChild(element("p", [words.levels[point.level], words.statuses[point.status]].filter(Boolean).join(" · ")));
    if (words.precisions[point.precision]) box.appendChild(element("p", words.precisions[point.precision], "map-popup-about"));
    if (point.demonstration) box.appendChild(element("span", words.demonstration, "demo-mark"));
    return box;
  }

  function marker(feature, page) {
    var point = feature.properties;
    var lonLat = feature.geometry.coordinates;
    var look = "map-point map-" + point.level + (point.status === "active" ? "" : " map-hollow");
    var name = describe(point, page);
    var made = L.marker([lonLat[1], lonLat[0]], {
      title: name, alt: name, icon: new NamedIcon({ className: look, iconSize: [26, 26], popupAnchor: [0, -8], label: name })
    });
    made.point = point;
    made.bindPopup(function () { return popup(point, page); }, { maxWidth: 260, autoPan: !still, autoPanPadding: [16, 16] });
    return made;
  }

  /* Where a cluster's testbeds are: the towns with most of them first, and how many more there are. */
  function towns(cluster, words) {
    var counts = {};
    cluster.getAllChildMarkers().forEach(function (one) {
      counts[one.point.municipality] = (counts[one.point.municipality] || 0) + 1;
    });
    var names = Object.keys(counts).sort(function (a, b) { return counts[b] - counts[a] || a.localeCompare(b, "sv"); });
    var rest = names.length - MOST_TOWNS;
    if (rest < 2) return names.join(", ");
    return words.more.replace("%(places)s", names.slice(0, MOST_TOWNS).join(", ")).replace("%(n)s", rest);
  }

  function clusterIcon(page) {
    return function (cluster) {
      var count = cluster.getChildCount();
      var size = count < 10 ? 32 : count < 50 ? 38 : 44;
      var label = page.words.cluster.replace("%(n)s", count).replace("%(places)s", towns(cluster, page.words));
      cluster.options.title = label;
      return new NamedIcon({
        className: "map-cluster", html: element("span", String(count)), iconSize: [size, size], label: label
      });
    };
  }

  /* A popup takes the focus, Escape closes it, and the marker has the focus again. */
  function handPopupsToTheKeyboard(group, map, words) {
    group.on("popupopen", function (event) {
      var box = event.popup.getElement();
      var source = event.layer || event.propagatedFrom || event.popup._source;
      var close = box.querySelector(".leaflet-popup-close-button");
      if (close) close.setAttribute("aria-label", words.close);
      if (still) map.panInside(event.popup.getLatLng(), { paddingTopLeft: [150, 200], paddingBottomRight: [150, 20], animate: false });
      box.onkeydown = function (press) {
        if (press.key === "Escape") source.closePopup();
      };
      box.querySelector("a[href]").focus({ preventScroll: true });
    });
    group.on("popupclose", function (event) {
      /* Without fading the popup is gone by now, and the focus with it. */
      var focused = document.activeElement;
      var marked = event.popup._source.getElement();
      if (marked && (focused === document.body || focused.closest(".leaflet-popup"))) marked.focus({ preventScroll: true });
    });
    group.on("clusterkeypress", function (event) {
      if (event.originalEvent.key !== "Enter") return;
      var first = event.layer.getAllChildMarkers()[0];
      setTimeout(function () {
        var shown = group.getVisibleParent(first);
        if (shown && shown.getElement()) shown.getElement().focus({ preventScroll: true });
      }, still ? 50 : 450);
    });
    /* Buttons are pressed with the space bar too; Leaflet knows Enter alone. */
    map.getContainer().addEventListener("keydown", function (press) {
      if (press.key !== " " || !press.target.matches(".leaflet-marker-icon")) return;
      press.preventDefault();
      press.target.click();
    });
  }

  /* Beside the list the map is as tall as the window has room for below what stands above it: no hit is out of sight. */
  function stretch(holder) {
    function measure() {
      var beside = getComputedStyle(holder.parentElement).position === "sticky";
      var room = innerHeight - Math.max(holder.parentElement.getBoundingClientRect().top, 0) - 16;
      holder.style.height = beside ? Math.max(room, 360) + "px" : "";
    }
    addEventListener("scroll", measure, { passive: true });
    addEventListener("resize", measure);
    measure();
  }

  /* On paper the map is as wide as the page, and shows what it showed on the screen. */
  function fitPaper(map, holder) {
    var centre, zoom;
    function resize(on) {
      holder.classList.toggle("map-on-paper", on);
      map.invalidateSize({ animate: false, pan: false });
    }
    addEventListener("beforeprint", function () {
      if (!map.getSize().x || zoom !== undefined) return;
      var seen = map.getBounds();
      centre = map.getCenter();
      zoom = map.getZoom();
      resize(true);
      map.fitBounds(seen, { animate: false });
    });
    addEventListener("afterprint", function () {
      if (zoom === undefined) return;
      resize(false);
      map.setView(centre, zoom, { animate: false });
      zoom = undefined;
    });
  }

  function remoteCluster(map) {
    var holder = map.getContainer().closest("[data-map]");
    var note = holder.querySelector("[data-map-note]");
    var page = { testbed: holder.dataset.testbed, name: holder.dataset.name, words: JSON.parse(holder.dataset.words) };
    var group = L.markerClusterGroup({
      chunkedLoading: true, showCoverageOnHover: false, maxClusterRadius: 66, animate: !still,
      spiderfyDistanceMultiplier: 1.4,
      spiderLegPolylineOptions: { className: "map-spider" }, iconCreateFunction: clusterIcon(page)
    }).addTo(map);
    var shown, underway, unseen, isSeen = false;

    /* New hits are brought into view once, as soon as there is a view; after that it is the reader's. */
    function fit() {
      map.invalidateSize({ animate: false, pan: false });
      if (!unseen || !map.getSize().x) return;
      map.fitBounds(unseen, { paddingTopLeft: [52, 28], paddingBottomRight: [28, 28], maxZoom: 8, animate: false });
      unseen = null;
      isSeen = true;
    }

    /* Whoever stands on a sign of the map stands on it again, or on the cluster that holds it, when the hits are others. */
    function focused() {
      var found = null;
      group._featureGroup.eachLayer(function (one) { if (one.getElement() === document.activeElement) found = one; });
      return found && (found.point || found.getAllChildMarkers()[0].point);
    }

    function focusAgain(point, markers) {
      var one = markers.find(function (other) { return other.point.slug === point.slug; });
      var sign = one && group.hasLayer(one) && group.getVisibleParent(one);
      (sign && sign.getElement() || map.getContainer()).focus({ preventScroll: true });
    }

    function show(features, frame) {
      var markers = features.map(function (feature) { return marker(feature, page); });
      var held = focused();
      group.clearLayers();
      group.addLayers(markers);
      if (held) focusAgain(held, markers);
      note.textContent = markers.length ? "" : page.words.none;
      portalFrame.show(map, holder, frame);
      /* A window that was searched in is where the reader already is. */
      if (frame && isSeen) return;
      unseen = frame || (markers.length ? L.featureGroup(markers).getBounds() : L.latLngBounds(SWEDEN));
      fit();
    }

    function load() {
      var told = document.querySelector("[data-map-points]");
      var url = told ? told.dataset.mapPoints : holder.dataset.points;
      portalRings.show(map, holder, page.words, told ? told.dataset : {});
      if (url === shown) return;
      shown = url;
      if (underway) underway.abort();
      underway = new AbortController();
      getJson(url, underway.signal).then(function (points) { show(points.features, portalFrame.asked(url)); }).catch(function (error) {
        if (error.name === "AbortError") return;
        shown = undefined;
        note.textContent = page.words.failed;
      });
    }

    map.getContainer().setAttribute("role", "group");
    map.getContainer().setAttribute("aria-label", page.words.map);
    handPopupsToTheKeyboard(group, map, page.words);
    portalFrame.tools(map, holder, note, page.words);
    stretch(holder);
    fitPaper(map, holder);
    new ResizeObserver(fit).observe(map.getContainer());
    whenSeen(map, function () {
      load();
      document.addEventListener("htmx:afterSettle", load);
      document.addEventListener("htmx:historyRestore", load);
    });
  }

  window.portalMap = { remoteGeo: remoteGeo, remoteCluster: remoteCluster };
})();
