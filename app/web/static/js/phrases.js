/* 常用语: a phrase goes to where one was writing last. Without script it stands there to be copied. */
(() => {
  "use strict";
  let last = null;
  document.addEventListener("focusin", (event) => { if (event.target.matches("#form textarea")) last = event.target; });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-phrase]");
    const area = last || document.querySelector("#form textarea");
    if (!button || !area) return;
    area.setRangeText(button.dataset.phrase, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  });
})();
