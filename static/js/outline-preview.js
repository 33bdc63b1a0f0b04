// Shows outline text as it will be printed while it is typed. Listens on the document, so that rows
// added to a formset later are served as well.
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

  const refresh = async (editor, text) => {
    const state = stateOf(editor);
    const preview = editor.querySelector("[data-outline-preview]");
    const status = editor.querySelector("[data-outline-status]");
    state.request?.abort();
    const request = new AbortController();
    state.request = request;
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
})();
