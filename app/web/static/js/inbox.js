/* The inbox by keyboard, and the batch bar with a true count. Marks: table[data-keys], .batch[data-batch], dialog#keys. */
(() => {
  "use strict";
  const table = document.querySelector("table[data-keys]");
  if (!table) return;
  const rows = () => [...table.tBodies[0].rows];
  const tick = (row) => row.querySelector("input[type=checkbox]");
  let at = -1;

  function go(to) {
    const list = rows();
    if (!list.length) return;
    at = Math.max(0, Math.min(list.length - 1, to));
    list.forEach((row, n) => row.classList.toggle("at", n === at));
    const link = list[at].querySelector("a");
    if (link) link.focus();
    list[at].scrollIntoView({ block: "nearest" });
  }

  function counted() {
    const chosen = rows().filter((row) => tick(row) && tick(row).checked);
    rows().forEach((row) => row.classList.toggle("pick", chosen.includes(row)));
    const bar = document.querySelector("[data-batch]");
    if (!bar) return;
    bar.classList.toggle("none-chosen", !chosen.length);
    bar.querySelectorAll("[data-chosen]").forEach((found) => { found.textContent = chosen.length; });
    bar.querySelectorAll("[data-able]").forEach((found) => {
      const verb = found.dataset.able;
      const able = chosen.filter((row) => (row.dataset.can || "").split(" ").includes(verb)).length;
      found.textContent = able;
      const button = found.closest("button");
      if (button) button.disabled = able === 0;
    });
  }

  const press = {
    j: () => go(at + 1),
    k: () => go(at - 1),
    x: () => { const box = at >= 0 && tick(rows()[at]); if (box) { box.checked = !box.checked; counted(); } },
    e: () => { const button = at >= 0 && rows()[at].querySelector("[data-claim]"); if (button) button.click(); },
    "/": () => document.querySelector("input[type=search]")?.focus(),
    "?": () => document.getElementById("keys")?.showModal?.(),
    Enter: () => { if (at >= 0) rows()[at].querySelector("a")?.click(); },
  };

  const off = document.querySelector("[data-keys-off]");
  if (off) {
    off.checked = localStorage.getItem("keys-off") === "1";
    off.addEventListener("change", () => localStorage.setItem("keys-off", off.checked ? "1" : "0"));
  }

  document.addEventListener("keydown", (event) => {
    if (off?.checked && event.key !== "?") return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=checkbox]), textarea, select, dialog")) return;
    if (event.key === "Enter" && event.target !== document.body) return;
    const act = press[event.key];
    if (act) { event.preventDefault(); act(); }
  });
  table.addEventListener("change", (event) => {
    if (event.target.matches("thead input")) rows().forEach((row) => { if (tick(row)) tick(row).checked = event.target.checked; });
    counted();
  });
  document.querySelectorAll("[data-clear]").forEach((button) => button.addEventListener("click", () => { rows().forEach((row) => { if (tick(row)) tick(row).checked = false; }); counted(); }));
  counted();
})();
