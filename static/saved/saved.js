/*
 * Stars: pressed in place by htmx. What comes back instead of a star (a page that asks one to sign in, a refusal) is shown as the
 * page that it is: the form is then sent the plain way. Without scripts it always is.
 * Comparing: the bar counts what is ticked, and carries along what was ticked in a list that a new search has replaced.
 */
(function () {
  "use strict";

  var MOST = 4;
  var chosen = [];

  function star(event) {
    var form = event.detail.elt;
    return form && form.matches && form.matches("[data-star]") ? form : null;
  }

  function plainly(event) {
    var form = star(event);
    if (form) HTMLFormElement.prototype.submit.call(form);
  }

  function boxes() {
    return Array.prototype.slice.call(document.querySelectorAll("[data-compare]"));
  }

  function carry(bar, here) {
    bar.querySelectorAll("[data-carried]").forEach(function (one) { one.remove(); });
    chosen.forEach(function (slug) {
      if (here.indexOf(slug) >= 0) return;
      var carried = document.createElement("input");
      carried.type = "hidden";
      carried.name = "t";
      carried.value = slug;
      carried.dataset.carried = "";
      bar.appendChild(carried);
    });
    bar.classList.toggle("is-carrying", Boolean(bar.querySelector("[data-carried]")));
  }

  function show() {
    var bar = document.querySelector("[data-compare-bar]");
    if (!bar) return;
    carry(bar, boxes().map(function (box) { return box.value; }));
    var count = bar.querySelector("[data-compare-count]");
    count.dataset.plain = count.dataset.plain || count.textContent;
    count.textContent = chosen.length ? "(" + chosen.length + ")" : count.dataset.plain;
    var said = bar.querySelector("[data-compare-said]");
    said.textContent = chosen.length > MOST ? said.dataset.tooMany : "";
  }

  function note(box) {
    chosen = chosen.filter(function (slug) { return slug !== box.value; });
    if (box.checked) chosen.push(box.value);
  }

  document.addEventListener("change", function (event) {
    if (!event.target.matches("[data-compare]")) return;
    note(event.target);
    show();
  });
  document.addEventListener("reset", function (event) {
    if (!event.target.matches("[data-compare-bar]")) return;
    chosen = [];
    setTimeout(show);
  });
  document.addEventListener("htmx:afterSwap", function () {
    boxes().forEach(function (box) { box.checked = chosen.indexOf(box.value) >= 0; });
    show();
  });
  document.addEventListener("htmx:beforeSwap", function (event) {
    var form = star(event);
    if (!form || event.detail.xhr.responseText.indexOf("data-star") >= 0) return;
    event.detail.shouldSwap = false;
    plainly(event);
  });
  document.addEventListener("htmx:sendError", plainly);

  /* Going back, a browser ticks what was ticked: once the page is shown. */
  window.addEventListener("pageshow", function () {
    boxes().forEach(note);
    show();
  });
})();
