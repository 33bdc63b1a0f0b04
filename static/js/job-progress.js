// Moves the bar of every job on the page until the job is over, then loads the page again.
"use strict";

document.querySelectorAll("[data-job]").forEach((element) => {
  const bar = element.querySelector("progress");
  const step = element.querySelector(".wb-step");
  if (["done", "failed"].includes(element.dataset.state)) return;

  const ask = async () => {
    try {
      const answer = await fetch(element.dataset.job, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const job = await answer.json();
      bar.value = job.percent;
      if (job.step) step.textContent = `${job.percent}% ${job.step}`;
      if (job.over) {
        window.location.reload();
        return;
      }
    } catch {
      // The server may be restarting; the next look tells.
    }
    window.setTimeout(ask, 1000);
  };
  ask();
});
