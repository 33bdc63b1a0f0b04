// The news desk without loading the page anew: keys, dragging, and what was done is said.
"use strict";

(() => {
  const desk = document.querySelector("[data-desk]");
  if (!desk) return;
  const form = document.getElementById("desk-form");
  const said = document.getElementById("desk-said");
  const list = document.getElementById("desk-stories");
  const keys = document.getElementById("desk-keys");
  const REMEMBERED = "news-desk-keys";
  const LOOK_AGAIN = 3000;
  let looks = 20;
  let busy = false;

  const say = (text, bad = false) => {
    said.classList.toggle("is-bad", bad);
    // Emptied first: the same words once more are said once more.
    said.textContent = "";
    window.setTimeout(() => { said.textContent = text; }, 50);
  };

  const stories = () => [...list.querySelectorAll(".desk-story")].filter((story) => story.offsetParent);
  const current = () => document.activeElement?.closest?.(".desk-story") ?? null;
  const goTo = (story) => {
    if (!story) return;
    story.focus({ preventScroll: true });
    story.scrollIntoView({ block: "nearest" });
  };

  // --- The list comes anew from the server; the place in it is kept --------------------------

  const placeNow = () => {
    const story = current();
    if (!story) return null;
    const all = stories();
    const where = all.indexOf(story);
    const rest = [...all.slice(where + 1), ...all.slice(0, where).reverse()];
    return { id: story.id, group: story.closest(".desk-list"), next: rest.map((each) => each.id) };
  };

  const renew = (html, place, follow) => {
    const chosen = new Set([...list.querySelectorAll("[name=chosen]:checked")].map((box) => box.value));
    const open = [...list.querySelectorAll("details[open]")].map((each) => each.closest(".desk-story")?.id ?? "dropped");
    list.innerHTML = html;
    list.querySelectorAll("[name=chosen]").forEach((box) => { box.checked = chosen.has(box.value); });
    list.querySelectorAll("details").forEach((each) => {
      each.open = open.includes(each.closest(".desk-story")?.id ?? "dropped");
    });
    if (!place) return;
    const there = document.getElementById(place.id);
    const stays = there?.offsetParent && (follow || !there.classList.contains("is-dropped"));
    const next = place.next.map((id) => document.getElementById(id));
    goTo(stays ? there : next.find((each) => each?.offsetParent && !each.classList.contains("is-dropped")));
  };

  const press = async (value, follow = true) => {
    if (busy) return;
    busy = true;
    const place = placeNow();
    const body = new FormData(form);
    body.set("do", value);
    try {
      const answer = await fetch(desk.dataset.press, { method: "POST", body, headers: { Accept: "application/json" } });
      if (answer.redirected || !answer.ok) throw new Error(String(answer.status));
      const found = await answer.json();
      if (value.startsWith("join:") && !found.refused) {
        list.querySelectorAll("[name=chosen]").forEach((box) => { box.checked = false; });
      }
      renew(found.html, place, follow);
      say(found.told, found.refused);
    } catch {
      say(desk.dataset.failed, true);
    } finally {
      busy = false;
    }
  };

  form.addEventListener("submit", (event) => {
    const value = event.submitter?.value;
    if (!value) return;
    event.preventDefault();
    press(value, !value.startsWith("drop:"));
  });

  // --- Keys ----------------------------------------------------------------------------------

  try {
    keys.checked = window.localStorage.getItem(REMEMBERED) !== "off";
  } catch { /* A browser that keeps nothing. */ }
  keys.addEventListener("change", () => {
    try {
      window.localStorage.setItem(REMEMBERED, keys.checked ? "on" : "off");
    } catch { /* Then for this page alone. */ }
    say(keys.checked ? desk.dataset.on : desk.dataset.off);
  });

  const move = (by) => {
    const all = stories();
    const where = all.indexOf(current());
    const next = where < 0 ? all[by > 0 ? 0 : all.length - 1] : all[where + by];
    if (next) goTo(next);
    else if (!all.length) say(desk.dataset.none);
  };

  const paste = () => {
    const field = document.getElementById("desk-addresses");
    field.closest("details").open = true;
    field.focus();
  };

  const onStory = {
    o: (story) => story.querySelector("h3 a")?.click(),
    x: (story) => story.querySelector("[name=chosen]")?.click(),
  };
  const anywhere = {
    j: () => move(1),
    k: () => move(-1),
    p: paste,
    g: () => press("join:0"),
  };

  const typing = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    if (!keys.checked || event.ctrlKey || event.metaKey || event.isComposing || typing(event.target)) return;
    const story = current();
    const arrow = event.key === "ArrowUp" || event.key === "ArrowDown";
    if (event.altKey !== arrow) return;
    // By the place on the keyboard: with Hangul switched on, the letter would be another one.
    const key = arrow ? event.key : event.code.replace(/^Key/, "").toLowerCase();
    const button = story?.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (button) button.click();
    else if (arrow && story?.dataset.version) press(`${event.key === "ArrowUp" ? "up" : "down"}:${story.dataset.story}:${story.dataset.version}`);
    else if (story && onStory[key]) onStory[key](story);
    else if (anywhere[key]) anywhere[key]();
    else return;
    event.preventDefault();
  });

  // --- Dragging ------------------------------------------------------------------------------

  let dragged = null;
  const over = (story) => {
    list.querySelectorAll(".is-over").forEach((each) => each.classList.remove("is-over"));
    story?.classList.add("is-over");
  };
  const target = (event) => {
    const story = event.target.closest(".desk-story");
    const same = story && dragged && story !== dragged && story.closest(".desk-list") === dragged.closest(".desk-list");
    return same ? story : null;
  };

  list.addEventListener("dragstart", (event) => {
    if (!event.target.classList?.contains("desk-handle")) return;
    dragged = event.target.closest(".desk-story");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.story);
    event.dataTransfer.setDragImage(dragged, 10, 10);
  });
  list.addEventListener("dragover", (event) => {
    const story = target(event);
    over(story);
    if (story) event.preventDefault();
  });
  list.addEventListener("drop", (event) => {
    const story = target(event);
    if (!story) return;
    event.preventDefault();
    press(`place:${dragged.dataset.story}:${dragged.dataset.version}:${story.dataset.story}`);
  });
  list.addEventListener("dragend", () => { dragged = null; over(null); });

  // --- While a worker reads what was pasted --------------------------------------------------

  const lookAgain = async () => {
    looks -= 1;
    if (looks < 0) return;
    if (!busy && !dragged) {
      try {
        const answer = await fetch(desk.dataset.desk, { headers: { Accept: "application/json" } });
        if (answer.redirected || !answer.ok) return;
        const found = await answer.json();
        renew(found.html, placeNow(), true);
        if (!found.reading) return;
      } catch { /* Once more, later. */ }
    }
    window.setTimeout(lookAgain, LOOK_AGAIN);
  };
  if ("reading" in desk.dataset) window.setTimeout(lookAgain, LOOK_AGAIN);

  // Back from editing a story: go on where it was.
  if (/^#story-\d+$/.test(window.location.hash)) goTo(document.querySelector(window.location.hash));
})();
