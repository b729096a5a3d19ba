/*
 * Suggestions below a search field: a combobox with a list box (ARIA 1.2). The field stays what it is: Enter searches for what
 * was typed, arrows choose, Escape closes. Without scripts, or when the portal does not answer, it is a plain field.
 */
(function () {
  "use strict";

  var WAIT = 150, SHORTEST = 2;

  document.querySelectorAll("input[data-suggest]").forEach(function (input) {
    var words = JSON.parse(input.dataset.suggestWords);
    var list = document.createElement("ul"), said = document.createElement("p");
    var options = [], at = -1, timer = 0, asking = null, asked = "";

    list.id = input.id + "-forslag";
    list.className = "suggest-list";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", words.list);
    said.className = "visually-hidden";
    said.setAttribute("role", "status");
    input.parentElement.classList.add("suggest-field");
    input.after(list, said);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");

    function close() {
      clearTimeout(timer);
      if (asking) asking.abort();
      list.hidden = true;
      at = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    function mark(next) {
      if (options[at]) options[at].element.setAttribute("aria-selected", "false");
      at = next;
      if (!options[at]) return input.removeAttribute("aria-activedescendant");
      options[at].element.setAttribute("aria-selected", "true");
      options[at].element.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", options[at].element.id);
    }

    function part(className, text) {
      var span = document.createElement("span");
      span.className = className;
      span.textContent = text;
      return span;
    }

    function show(found) {
      options = found.map(function (told, number) {
        var element = document.createElement("li");
        element.id = list.id + "-" + number;
        element.setAttribute("role", "option");
        element.setAttribute("aria-selected", "false");
        element.append(part("suggest-name", told.label), " ");
        if (told.detail) element.append(part("suggest-detail", told.detail), " ");
        element.append(part("suggest-kind", told.kind));
        element.addEventListener("mousedown", function (event) { event.preventDefault(); });
        element.addEventListener("click", function () { choose(told); });
        return { element: element, told: told };
      });
      list.replaceChildren.apply(list, options.map(function (one) { return one.element; }));
      at = -1;
      input.removeAttribute("aria-activedescendant");
      list.hidden = !options.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
      said.textContent = options.length ? words.found.replace("0", options.length) : "";
    }

    function choose(told) {
      var field = told.fills && input.form.elements[told.fills];
      close();
      if (!field) { location.assign(told.url); return; }
      if (field !== input) input.value = "";
      field.value = told.value;
      input.form.requestSubmit();
    }

    function ask() {
      var typed = input.value.trim();
      if (typed.length < SHORTEST) { asked = ""; return close(); }
      if (typed === asked && !list.hidden) return;
      asked = typed;
      if (asking) asking.abort();
      asking = new AbortController();
      fetch(input.dataset.suggest + "?q=" + encodeURIComponent(typed), { signal: asking.signal })
        .then(function (answer) { return answer.ok ? answer.json() : { suggestions: [] }; })
        .then(function (told) { if (document.activeElement === input) show(told.suggestions); })
        .catch(function () { /* Overtaken by a newer question, or no network: the field works as it is. */ });
    }

    input.addEventListener("input", function () { clearTimeout(timer); timer = setTimeout(ask, WAIT); });
    input.addEventListener("blur", close);
    if (input.form) input.form.addEventListener("submit", close);
    input.addEventListener("keydown", function (event) {
      var count = options.length;
      if (event.isComposing) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (list.hidden) { asked = ""; return ask(); }
        event.preventDefault();
        /* One step beyond either end is the field itself, with nothing chosen. */
        mark(event.key === "ArrowDown" ? (at + 2) % (count + 1) - 1 : (at + count + 1) % (count + 1) - 1);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
      } else if (event.key === "Enter" && !list.hidden && options[at]) {
        event.preventDefault();
        choose(options[at].told);
      }
    });
  });
})();
