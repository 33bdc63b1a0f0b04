// Shows outline text as it will be printed while it is typed, and how long it is; a form with a text
// that is too long is not sent. Listens on the document, so that rows added to a formset later are
// served as well.
(() => {
  "use strict";

  const PAUSE = 350;
  const states = new WeakMap();

  const stateOf = (editor) => {
    if (!states.has(editor)) {
      states.set(editor, { timer: 0, request: null });
    }
    return states.get(editor);
  };

  const csrfToken = (editor) => {
    const field =
      editor.closest("form")?.querySelector("[name=csrfmiddlewaretoken]") ??
      document.querySelector("[name=csrfmiddlewaretoken]");
    return field ? field.value : "";
  };

  // Characters as the server counts them: what lies beyond the first plane is one, not two.
  const lengthOf = (text) => text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g) ?? []).length;

  const fill = (message, words) =>
    message.replace(/\{(\w+)\}/g, (whole, name) => words[name] ?? whole);

  const labelOf = (field) =>
    (field.labels?.[0]?.textContent ?? field.closest("td")?.dataset.label ?? field.name)
      .replace("*", "")
      .trim();

  // Shows the length; tells what is wrong with it, or nothing.
  const measure = (editor) => {
    const field = editor.querySelector("textarea");
    const length = lengthOf(field.value);
    const words = { field: labelOf(field), length: length.toLocaleString("en") };
    editor.querySelector("[data-outline-length]").textContent = fill(
      editor.dataset.messageLength,
      words,
    );
    return length > Number(editor.dataset.limit) ? fill(editor.dataset.messageTooLong, words) : "";
  };

  const refresh = async (editor, text) => {
    const state = stateOf(editor);
    const preview = editor.querySelector("[data-outline-preview]");
    const status = editor.querySelector("[data-outline-status]");
    state.request?.abort();
    const request = new AbortController();
    state.request = request;
    const complaint = measure(editor);
    if (complaint) {
      status.textContent = complaint;
      return;
    }
    const body = new FormData();
    body.append("text", text);
    try {
      const response = await fetch(editor.dataset.previewUrl, {
        method: "POST",
        body,
        credentials: "same-origin",
        headers: { "X-CSRFToken": csrfToken(editor) },
        redirect: "error",
        signal: request.signal,
      });
      if (response.ok || response.status === 413) {
        // The server escapes everything that was typed.
        preview.innerHTML = await response.text();
        status.textContent = "";
      } else {
        status.textContent =
          response.status === 403 ? editor.dataset.messageSignedOut : editor.dataset.messageFailed;
      }
    } catch (error) {
      if (error.name !== "AbortError") {
        status.textContent = editor.dataset.messageFailed;
      }
    }
  };

  document.addEventListener("input", (event) => {
    const editor = event.target.closest?.("[data-outline-editor]");
    if (!editor || event.target.tagName !== "TEXTAREA") {
      return;
    }
    const state = stateOf(editor);
    window.clearTimeout(state.timer);
    state.timer = window.setTimeout(() => refresh(editor, event.target.value), PAUSE);
  });

  document.addEventListener(
    "submit",
    (event) => {
      for (const editor of event.target.querySelectorAll("[data-outline-editor]")) {
        const complaint = measure(editor);
        if (complaint) {
          event.preventDefault();
          event.stopPropagation();
          editor.querySelector("[data-outline-status]").textContent = complaint;
          editor.querySelector("textarea").focus();
          return;
        }
      }
    },
    true,
  );

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-outline-editor]").forEach(measure);
  });
})();
