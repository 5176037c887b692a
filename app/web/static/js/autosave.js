/* A form with data-save keeps its draft by itself: two seconds after the last key, and when the page is left. */
(() => {
  "use strict";
  const WAIT = 2000;

  function keep(form) {
    const said = form.querySelector("[data-saved]");
    let timer = null;
    let changed = false;
    const say = (text) => { if (said) said.textContent = text; };
    const body = () => { const data = new FormData(form); [...data.keys()].filter((name) => name.endsWith(":file")).forEach((name) => data.delete(name)); return data; };

    async function save() {
      if (!changed) return;
      changed = false;
      try {
        const answer = await fetch(form.dataset.save, { method: "POST", body: body(), headers: { "HX-Request": "true" }, keepalive: true });
        say(answer.ok ? `草稿已保存 ${new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false })}` : "草稿没有存上，请点“保存草稿”");
      } catch {
        changed = true;
        say("网络断了，草稿还没有存上，连上后会再存");
      }
    }

    const touched = () => { changed = true; clearTimeout(timer); timer = setTimeout(save, WAIT); };
    form.addEventListener("input", touched);
    form.addEventListener("change", touched);
    form.addEventListener("submit", () => { clearTimeout(timer); changed = false; });
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });
    window.addEventListener("online", save);
  }

  document.querySelectorAll("form[data-save]").forEach(keep);
})();
