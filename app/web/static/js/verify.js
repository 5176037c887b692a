/* Compares a file with the digest on the page, in the browser: the file never leaves this machine. */
(() => {
  "use strict";
  const box = document.querySelector("[data-digest]");
  if (!box || !window.crypto || !window.crypto.subtle) return;
  const input = box.querySelector("input[type=file]");
  const said = box.querySelector("[data-verdict]");
  box.hidden = false;
  input.addEventListener("change", async () => {
    if (!input.files.length) return;
    const digest = await crypto.subtle.digest("SHA-256", await input.files[0].arrayBuffer());
    const hex = [...new Uint8Array(digest)].map((octet) => octet.toString(16).padStart(2, "0")).join("");
    const same = hex === box.dataset.digest;
    said.className = same ? "verdict i i-check is-done" : "verdict i i-late";
    said.textContent = same ? "一致：这个文件和发出的文书一字不差。" : "不一致：这个文件不是发出的那一份，或者被改动过。";
  });
})();
