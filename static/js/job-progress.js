// Moves the bar of every job on the page until the job is over, then loads the page again.
"use strict";

(() => {
  const SOON = 1000;
  const LATE = 30000;

  const follow = (element) => {
    const bar = element.querySelector("progress");
    const step = element.querySelector(".job-step");
    const state = element.querySelector(".job-state");
    let wait = SOON;

    const ask = async () => {
      try {
        const answer = await fetch(element.dataset.job, { headers: { Accept: "application/json" } });
        // Signed out, or the job is not ours to see: looking again changes nothing.
        if (answer.redirected || [403, 404].includes(answer.status)) return;
        if (!answer.ok) throw new Error(String(answer.status));
        const job = await answer.json();
        bar.value = job.percent;
        bar.textContent = `${job.percent}%`;
        state.textContent = job.state_label;
        const words = `${job.percent}% ${job.step}`.trim();
        if (step.textContent !== words) step.textContent = words;
        if (job.over) {
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
    ask();
  };

  document.querySelectorAll("[data-job]").forEach(follow);
})();
