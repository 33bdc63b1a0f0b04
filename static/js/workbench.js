// The workbench: a button is pressed once, and the focus stays with the entry that was moved.
"use strict";

(() => {
  const KEY = "workbench-button";

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.closest(".workbench") || form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    if (form.matches(".wb-order") && event.submitter) {
      window.sessionStorage.setItem(KEY, event.submitter.value);
    }
  });

  // Going back in the browser shows the page as it was left.
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });

  const pressed = window.sessionStorage.getItem(KEY);
  window.sessionStorage.removeItem(KEY);

  // After the browser itself went to the address's anchor.
  window.addEventListener("load", () => {
    const target = window.location.hash.startsWith("#entry-")
      ? document.getElementById(window.location.hash.slice(1))
      : null;
    if (!target || !pressed) return;
    const buttons = [...target.querySelectorAll(".wb-order button:enabled")];
    const same = buttons.find((button) => button.value === pressed);
    (same || buttons[0] || target).focus({ preventScroll: true });
  });
})();
