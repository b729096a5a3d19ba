/*
 * A star is pressed in place by htmx. What comes back instead of a star (a page that asks one to sign in, a refusal) is shown as
 * the page that it is: the form is then sent the plain way. Without scripts it always is.
 */
(function () {
  "use strict";

  function star(event) {
    var form = event.detail.elt;
    return form && form.matches && form.matches("[data-star]") ? form : null;
  }

  function plainly(event) {
    var form = star(event);
    if (form) HTMLFormElement.prototype.submit.call(form);
  }

  document.addEventListener("htmx:beforeSwap", function (event) {
    var form = star(event);
    if (!form || event.detail.xhr.responseText.indexOf("data-star") >= 0) return;
    event.detail.shouldSwap = false;
    plainly(event);
  });
  document.addEventListener("htmx:sendError", plainly);
})();
