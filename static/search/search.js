/*
 * The list follows its form: htmx swaps the hits, and this writes the new counts beside the filters, so that the filters
 * themselves, what has the focus and what is open stay as they are. Without scripts the form is sent with its button.
 */
(function () {
  "use strict";

  var form = document.querySelector("[data-search]");
  if (!form || !window.htmx) return;
  /* Going back reads the page anew: a kept copy would not know which boxes were ticked. */
  window.htmx.config.historyCacheSize = 0;
  window.htmx.config.refreshOnHistoryMiss = true;

  function write(told) {
    form.querySelectorAll(".facet input[type=checkbox]").forEach(function (box) {
      var count = (told.counts[box.name] || {})[box.value] || 0;
      box.parentElement.classList.toggle("is-none", !count);
      box.parentElement.querySelector("b").textContent = count;
    });
    form.querySelectorAll("[data-chosen]").forEach(function (mark) {
      mark.textContent = told.chosen[mark.dataset.chosen] || "";
    });
    form.querySelector("[data-chosen-all]").textContent = Object.values(told.chosen).reduce(function (all, one) { return all + one; }, 0) || "";
    document.querySelector("[data-said]").textContent = told.said;
  }

  document.addEventListener("htmx:configRequest", function (event) {
    if (event.detail.elt !== form) return;
    var parameters = event.detail.parameters;
    Object.keys(parameters).forEach(function (name) { if (parameters[name] === "") delete parameters[name]; });
  });

  document.addEventListener("htmx:afterSwap", function () {
    var results = document.getElementById("traffar");
    if (results && results.dataset.counts) write(JSON.parse(results.dataset.counts));
  });

  function closeOpen(except) {
    form.querySelectorAll(".facet[open]").forEach(function (facet) { if (facet !== except) facet.open = false; });
  }

  var wide = matchMedia("(min-width: 48rem)");
  document.addEventListener("click", function (event) {
    if (wide.matches) closeOpen(event.target.closest(".facet"));
  });
  form.addEventListener("keydown", function (event) {
    var facet = event.target.closest(".facet[open]");
    if (event.key !== "Escape" || !facet) return;
    facet.open = false;
    facet.querySelector("summary").focus();
  });
})();
