// Lists that the admin makes searchable (select2) take over no name: a reader of the screen would
// hear "combobox" alone. They get the name of the field that they stand for.
"use strict";

(() => {
  const headOf = (select) => {
    const cell = select.closest("td");
    return cell?.closest("table")?.querySelector(`thead th:nth-child(${cell.cellIndex + 1})`);
  };

  const nameOf = (select) =>
    (select.labels?.[0] || headOf(select))?.textContent.replace(/[\s*]+/g, " ").trim() ||
    select.getAttribute("aria-label");

  const label = (select) => {
    const shown = select.nextElementSibling;
    const name = nameOf(select);
    if (!name || !shown?.matches(".select2-container")) return;
    const value = shown.querySelector(".select2-selection--single .select2-selection__rendered");
    const box = shown.querySelector(".select2-selection");
    if (value) {
      // First the field, then what is chosen; the value is text, no field of its own.
      value.removeAttribute("role");
      value.removeAttribute("aria-readonly");
      box.setAttribute("aria-label", name);
      box.id = box.id || `${value.id}-box`;
      box.setAttribute("aria-labelledby", `${box.id} ${value.id}`);
    } else {
      box.setAttribute("aria-label", name);
      box.removeAttribute("aria-labelledby");
    }
    shown.querySelector(".select2-search__field")?.setAttribute("aria-label", name);
  };

  const labelAll = (part) => part.querySelectorAll("select.select2-hidden-accessible").forEach(label);

  window.addEventListener("load", () => {
    labelAll(document);
    // The field to search in is made when the list is opened.
    window.django?.jQuery?.(document).on("select2:open", (event) => {
      const name = nameOf(event.target);
      const box = event.target.nextElementSibling?.querySelector("[role=combobox][aria-owns]");
      box?.setAttribute("aria-controls", box.getAttribute("aria-owns"));
      const field = document.querySelector(".select2-container--open .select2-search__field");
      if (name && field) field.setAttribute("aria-label", name);
    });
  });
  // Made searchable by another script first.
  document.addEventListener("formset:added", (event) => {
    window.setTimeout(() => labelAll(event.target), 0);
  });
})();
