/* Drawings by bpmn-js: [data-diagram] names the file, the list beside it says what is done, now, and how many wait. */
(() => {
  "use strict";
  const MARK = { done: "is-past", now: "is-here" };

  function level(count, most) { return Math.min(4, Math.ceil((count / most) * 4)); }

  function paint(viewer, figure) {
    const canvas = viewer.get("canvas");
    const known = viewer.get("elementRegistry");
    const nodes = [...figure.querySelectorAll("[data-node]")].filter((node) => known.get(node.dataset.node));
    const most = Math.max(1, ...nodes.map((node) => Number(node.dataset.count || 0)));
    for (const node of nodes) {
      const { node: id, state, count, late } = node.dataset;
      if (MARK[state]) canvas.addMarker(id, MARK[state]);
      if (!count) continue;
      canvas.addMarker(id, `heat-${level(Number(count), most)}`);
      const badge = document.createElement("span");
      badge.className = late ? "badge-count late" : "badge-count";
      badge.textContent = late ? `${count} 件 ▲${late}` : `${count} 件`;
      viewer.get("overlays").add(id, { position: { top: -12, right: 20 }, scale: { min: 0.9 }, html: badge });
    }
    const here = nodes.find((node) => node.dataset.state === "now");
    canvas.zoom("fit-viewport", "auto");
    if (here && canvas.zoom() < 0.45) { canvas.zoom(0.6); canvas.scrollToElement(here.dataset.node, 60); }
  }

  async function draw(place) {
    const figure = place.closest("figure");
    try {
      const answer = await fetch(place.dataset.diagram);
      if (!answer.ok) return;
      place.hidden = false;
      const viewer = new window.BpmnJS({ container: place });
      await viewer.importXML(await answer.text());
      figure.querySelector(".drawing-key").hidden = false;
      paint(viewer, figure);
    } catch {
      place.hidden = true; /* the list of steps says the same */
    }
  }

  document.querySelectorAll("[data-diagram]").forEach(draw);
})();
