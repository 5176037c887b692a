/* Every page: focus on mistakes, a form is sent once, files by drop, letters counted, parts swapped by htmx. */
(() => {
  "use strict";
  const all = (root, what) => [...(root.matches && root.matches(what) ? [root] : []), ...root.querySelectorAll(what)];

  function count(area) {
    const said = document.querySelector(`[data-count-for="${area.id}"]`);
    if (!said) return;
    said.dataset.rule = said.dataset.rule || said.textContent;
    const written = [...area.value.trim()].length;
    said.textContent = written ? `已写 ${written} 个字，${said.dataset.rule}` : said.dataset.rule;
  }

  function drop(zone) {
    const input = zone.querySelector("input[type=file]");
    const word = zone.querySelector(".drop-word");
    if (word) word.hidden = false;
    zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("over"); });
    zone.addEventListener("dragleave", () => zone.classList.remove("over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      zone.classList.remove("over");
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  function once(event) {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 8000);
  }

  /* Whoever writes on while the questions are asked again loses nothing: answers given since the request left are carried over. */
  const asked = new WeakMap();
  let late = [];
  const given = (control) => control.files ? control.files.length : control.matches("[type=radio], [type=checkbox]") ? control.checked : control.value;

  function remember(event) {
    const controls = [...event.detail.target.querySelectorAll("input[id], select[id], textarea[id]")];
    asked.set(event.detail.xhr, controls.map((control) => [control, given(control)]));
  }

  function compare(event) {
    const before = asked.get(event.detail.xhr) || [];
    late = before.filter(([control, was]) => given(control) !== was || (control.files || []).length).map(([control]) => control);
  }

  function carry(old) {
    const now = document.getElementById(old.id);
    if (!now || now === old) return;
    if (old.files) now.replaceWith(old);
    else if (typeof given(old) === "boolean") now.checked = old.checked;
    else now.value = old.value;
  }

  function wake(root) {
    all(root, "textarea[data-count]").forEach(count);
    all(root, "[data-drop]").forEach(drop);
    all(root, "[data-focus]").forEach((found) => found.focus());
    all(root, "[data-rows]").forEach((input) => { input.parentElement.hidden = false; });
  }

  function to(event) {
    const link = event.target.closest(".errors a[href^='#']");
    const target = link && document.getElementById(link.hash.slice(1));
    if (!target) return;
    event.preventDefault();
    if (target.closest("details")) target.closest("details").open = true;
    target.focus({ preventScroll: true });
    target.closest(".field, form").scrollIntoView({ block: "start" });
  }

  /* A long list of rows: those that hold every word looked for; what is open stays open when questions are asked again. */
  const says = (row) => [row.firstElementChild.textContent, ...[...row.querySelectorAll("input:not([type=hidden], [type=radio], [type=checkbox]), textarea")].map((one) => one.value)].join(" ").toLowerCase();

  function find(input) {
    const rows = [...document.querySelectorAll(`details[id^="${input.dataset.rows}-"][id$="-row"]`)];
    const wanted = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    rows.forEach((row) => { row.hidden = !wanted.every((word) => says(row).includes(word)); });
    const said = input.parentElement.querySelector("[data-rows-found]");
    if (said) said.textContent = wanted.length ? `找到 ${rows.filter((row) => !row.hidden).length} 项` : "";
  }

  let opened = [], looked = [];
  const searches = () => [...document.querySelectorAll("[data-rows]")];
  const noteOpen = () => {
    opened = [...document.querySelectorAll("details.row-card[open]")].map((row) => row.id);
    looked = searches().map((input) => input.value);
  };
  const openAgain = () => {
    opened.splice(0).forEach((id) => { const row = document.getElementById(id); if (row) row.open = true; });
    searches().forEach((input, n) => { input.value = looked[n] || ""; if (input.value) find(input); });
  };

  document.documentElement.classList.add("js");
  document.addEventListener("input", (event) => { if (event.target.matches("textarea[data-count]")) count(event.target); if (event.target.matches("[data-rows]")) find(event.target); });
  document.addEventListener("keydown", (event) => { if (event.key === "Enter" && event.target.matches("[data-rows]")) event.preventDefault(); });
  document.addEventListener("submit", once);
  document.addEventListener("click", to);
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
  document.body.addEventListener("htmx:beforeRequest", remember);
  document.body.addEventListener("htmx:afterSwap", (event) => { openAgain(); late.splice(0).forEach(carry); wake(event.target); });
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    compare(event);
    noteOpen();
    const status = event.detail.xhr.status; /* our refusals are pages with sentences: show them */
    if ([403, 404, 409, 422, 429].includes(status)) { event.detail.shouldSwap = true; event.detail.isError = false; }
  });
  wake(document);
})();
