/*
 * Searching by the map: what its window shows, what is drawn on it as a rectangle, or what it shows wherever it is moved.
 *
 * The window goes into the form of the search as the field [data-map-frame] (south,west,north,east), and from there the list,
 * the counts, the address and the map follow as after any other change. By keyboard the map moves with the arrow keys and the
 * button searches; the rectangle is a shortcut for those who drag. A page without that form shows none of the buttons.
 */
(function () {
  "use strict";

  var LEAST_PIXELS = 12, PATIENCE = 350;

  /* Outward to a thousandth of a degree, so that nothing that is seen is left out. */
  function addressOf(bounds) {
    function edge(value, round, most) {
      return Math.max(-most, Math.min(round(value * 1000) / 1000, most)).toFixed(3);
    }
    return [
      edge(bounds.getSouth(), Math.floor, 90), edge(bounds.getWest(), Math.floor, 180),
      edge(bounds.getNorth(), Math.ceil, 90), edge(bounds.getEast(), Math.ceil, 180)
    ].join(",");
  }

  function boundsOf(address) {
    var edges = (address || "").split(",").map(Number);
    return edges.length === 4 && edges.every(isFinite) ? L.latLngBounds([edges[0], edges[1]], [edges[2], edges[3]]) : null;
  }

  /* Return the window that an address of points asks for, or null. */
  function asked(url) {
    return boundsOf(new URLSearchParams(url.split("?")[1] || "").get("ram"));
  }

  /* A rectangle is dragged with mouse, pen or finger while the button is pressed in; Escape and the button call it off. */
  function drawWith(button, map, note, words, found) {
    var container = map.getContainer();
    var rectangle = L.rectangle([[0, 0], [0, 0]], { className: "map-window map-window-drawn", interactive: false });
    var began = null, isOn = false;

    function turn(on) {
      isOn = on;
      began = null;
      rectangle.remove();
      button.setAttribute("aria-pressed", String(on));
      container.classList.toggle("map-drawing", on);
      map.dragging[on ? "disable" : "enable"]();
      map.boxZoom[on ? "disable" : "enable"]();
      note.textContent = on ? words.draw : "";
    }

    button.addEventListener("click", function () { turn(!isOn); });
    document.addEventListener("keydown", function (press) {
      if (isOn && press.key === "Escape") turn(false);
    });
    container.addEventListener("pointerdown", function (press) {
      if (!isOn || press.button || press.target.closest(".leaflet-control")) return;
      began = press;
      press.preventDefault();
      container.setPointerCapture(press.pointerId);
    });
    container.addEventListener("pointermove", function (move) {
      if (!began) return;
      rectangle.setBounds(L.latLngBounds(map.mouseEventToLatLng(began), map.mouseEventToLatLng(move))).addTo(map);
    });
    container.addEventListener("pointerup", function (release) {
      if (!began) return;
      var isBig = Math.min(Math.abs(release.clientX - began.clientX), Math.abs(release.clientY - began.clientY)) >= LEAST_PIXELS;
      var bounds = L.latLngBounds(map.mouseEventToLatLng(began), map.mouseEventToLatLng(release));
      if (!isBig) return turn(true);
      turn(false);
      found(bounds);
    });
    container.addEventListener("pointercancel", function () { if (began) turn(true); });
  }

  /* A search each time the map has come to rest; not while a popup is open, which itself moves the map. */
  function follow(box, map, search) {
    var waiting, isReading = false;
    function later() {
      clearTimeout(waiting);
      if (box.checked && !isReading) waiting = setTimeout(search, PATIENCE);
    }
    map.on("popupopen", function () { isReading = true; clearTimeout(waiting); });
    map.on("popupclose", function () { isReading = false; });
    map.on("moveend", later);
    box.addEventListener("change", later);
  }

  /* Return what calls its argument once the map is at rest: whoever presses the button while it glides means where it stops. */
  function restOf(map) {
    var isMoving = false;
    map.on("movestart", function () { isMoving = true; });
    map.on("moveend", function () { isMoving = false; });
    return function (act) {
      if (isMoving) map.once("moveend", act); else act();
    };
  }

  function tools(map, holder, note, words) {
    var form = document.querySelector("[data-search]");
    var field = form && form.querySelector("[data-map-frame]");
    var bar = holder.querySelector("[data-map-tools]");
    if (!field || !window.htmx) return;
    var here = bar.querySelector("[data-map-here]"), whole = bar.querySelector("[data-map-whole]");
    var box = bar.querySelector("[data-map-follow]");

    function search(bounds) {
      var address = bounds ? addressOf(bounds) : "";
      if (field.value === address) return;
      field.value = address;
      field.disabled = !address;
      window.htmx.trigger(form, "change");
    }

    var atRest = restOf(map);
    function searchHere() { atRest(function () { search(map.getBounds()); }); }

    here.addEventListener("click", searchHere);
    whole.addEventListener("click", function () {
      box.checked = false;
      here.focus();
      search(null);
    });
    drawWith(bar.querySelector("[data-map-draw]"), map, note, words, function (bounds) {
      box.checked = false;
      search(bounds);
    });
    follow(box, map, searchHere);
    bar.hidden = false;
  }

  /* Draw the window that was searched in, and offer the whole country where there is one. */
  function show(map, holder, bounds) {
    if (map.searched) map.searched.remove();
    map.searched = bounds && L.rectangle(bounds, { className: "map-window", interactive: false }).addTo(map);
    holder.querySelector("[data-map-whole]").hidden = !bounds;
    var said = document.getElementById("antal-traffar");
    holder.querySelector("[data-map-said]").textContent = said ? said.textContent : "";
  }

  window.portalFrame = { asked: asked, tools: tools, show: show };
})();
