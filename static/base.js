/*
 * Small comforts; every page works without them.
 *   [role=alert][tabindex="-1"]   gets the focus when the page opens with errors
 *   form[data-autosubmit]         is sent when a choice in it changes (there is a button for those without scripts)
 *   form[method=post]             is not sent twice by a double click
 *   [data-copy="#id"]             copies the text of that element and says so in the element named by data-said
 *   [data-print]                  prints the page
 */
(function () {
  "use strict";

  function focusOnErrors(root) {
    var summary = root.querySelector('.error-summary[tabindex="-1"]');
    if (summary) summary.focus();
  }

  function copy(button) {
    var source = document.querySelector(button.dataset.copy);
    var said = document.querySelector(button.dataset.said);
    if (!source || !navigator.clipboard) return;
    navigator.clipboard.writeText((source.value || source.textContent).trim()).then(function () {
      if (said) said.textContent = button.dataset.done || "";
    });
  }

  document.addEventListener("change", function (event) {
    var form = event.target.form;
    if (form && form.matches("[data-autosubmit]")) form.requestSubmit();
  });

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    setTimeout(function () { delete form.dataset.sent; }, 4000);
  });

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-copy], [data-print]");
    if (!button) return;
    if (button.hasAttribute("data-print")) window.print();
    else copy(button);
  });

  /* A refused form comes back as 422 or 409 with everything typed; htmx would otherwise throw that answer away. */
  document.addEventListener("htmx:beforeSwap", function (event) {
    var status = event.detail.xhr.status;
    if (status === 422 || status === 409) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
  document.addEventListener("htmx:afterSwap", function (event) { focusOnErrors(event.target); });

  focusOnErrors(document);
})();
