// Keeps the figures of a mailing true while it goes out, and loads the page again when it is over.
"use strict";

(() => {
  const SOON = 2000;
  const LATE = 30000;

  const valueAt = (found, keys) => keys.split(".").reduce((part, key) => part[key], found);
  const written = (value) => (typeof value === "number" ? value.toLocaleString("ko") : value);

  const follow = (element) => {
    const bar = element.querySelector("progress");
    let wait = SOON;

    const ask = async () => {
      try {
        const answer = await fetch(element.dataset.mailing, { headers: { Accept: "application/json" } });
        // Signed out, or not ours to see: looking again changes nothing.
        if (answer.redirected || [403, 404].includes(answer.status)) return;
        if (!answer.ok) throw new Error(String(answer.status));
        const found = await answer.json();
        bar.value = found.percent;
        element.querySelectorAll("[data-show]").forEach((place) => {
          place.textContent = written(valueAt(found, place.dataset.show));
        });
        element.querySelector(".mailing-trouble").hidden = !found.trouble;
        if (found.over) {
          window.location.reload();
          return;
        }
        wait = SOON;
      } catch {
        // The server may be restarting: look again, ever more seldom.
        wait = Math.min(wait * 2, LATE);
      }
      window.setTimeout(ask, wait);
    };
    window.setTimeout(ask, SOON);
  };

  document.querySelectorAll("[data-mailing]").forEach(follow);
})();
