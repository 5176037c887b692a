/* Drawings by bpmn-js: [data-diagram] names the file, the list beside it says what is done, now, and how many wait.
   Buttons, keys and dragging move it; the wheel scrolls the page, and only with Ctrl the drawing. */
(() => {
  "use strict";
  const MARK = { done: "is-past", now: "is-here" };
  const READABLE = 0.9, LEAST = 0.2, MOST = 3; /* letters are 12 px in the file */
  const KEYS = { "+": "in", "=": "in", "-": "out", "0": "fit", "Home": "here", "ArrowLeft": "left",
    "ArrowRight": "right", "ArrowUp": "up", "ArrowDown": "down" };
  const MOVES = { left: [1, 0], right: [-1, 0], up: [0, 1], down: [0, -1] };

  function level(count, most) { return Math.min(4, Math.ceil((count / most) * 4)); }

  /* A box that calls a diagram of its own leads to it; the list under the drawing says the same. */
  function door(viewer, node) {
    const link = document.createElement("a");
    link.className = "badge-open";
    link.href = node.dataset.opens;
    link.textContent = "展开";
    link.setAttribute("aria-label", `展开：${node.textContent}`);
    viewer.get("overlays").add(node.dataset.node, { position: { top: -12, left: 4 }, scale: { min: 0.9 }, html: link });
  }

  function paint(viewer, figure) {
    const canvas = viewer.get("canvas");
    const known = viewer.get("elementRegistry");
    const nodes = [...figure.querySelectorAll("[data-node]")].filter((node) => known.get(node.dataset.node));
    const most = Math.max(1, ...nodes.map((node) => Number(node.dataset.count || 0)));
    for (const node of nodes) {
      const { node: id, state, count, late } = node.dataset;
      if (MARK[state]) canvas.addMarker(id, MARK[state]);
      if (node.dataset.opens) door(viewer, node);
      if (!count) continue;
      canvas.addMarker(id, `heat-${level(Number(count), most)}`);
      const badge = document.createElement("span");
      badge.className = late ? "badge-count late" : "badge-count";
      badge.textContent = late ? `${count} 件 ▲${late}` : `${count} 件`;
      viewer.get("overlays").add(id, { position: { top: -12, right: 20 }, scale: { min: 0.9 }, html: badge });
    }
    return nodes;
  }

  /* Where to look first: the step that is due now; where many are, the one at which most wait; else the last one done. */
  function focus(nodes) {
    const now = nodes.filter((node) => node.dataset.state === "now");
    const fullest = [...nodes].sort((a, b) => Number(b.dataset.count || 0) - Number(a.dataset.count || 0))[0];
    return (now[0] || (fullest && fullest.dataset.count ? fullest : nodes[nodes.length - 1]) || { dataset: {} }).dataset.node;
  }

  function centre(viewer, id) {
    const canvas = viewer.get("canvas"), box = viewer.get("elementRegistry").get(id);
    if (!box) { canvas.zoom("fit-viewport", "auto"); return; }
    const scale = canvas.zoom(), size = canvas.getSize();
    canvas.viewbox({ x: box.x + box.width / 2 - size.width / scale / 2,
      y: box.y + box.height / 2 - size.height / scale / 2, width: size.width / scale, height: size.height / scale });
  }

  /* The whole drawing where it can be read, or where it is the overview that is wanted and there is room for one. */
  function first(viewer, place, here) {
    const canvas = viewer.get("canvas");
    canvas.zoom("fit-viewport", "auto");
    const roomy = place.hasAttribute("data-overview") && place.clientWidth > 800;
    if (canvas.zoom() < READABLE && !roomy) { canvas.zoom(READABLE); centre(viewer, here); }
  }

  function act(viewer, what, here) {
    const canvas = viewer.get("canvas"), size = canvas.getSize();
    if (what === "fit") canvas.zoom("fit-viewport", "auto");
    else if (what === "here") { canvas.zoom(Math.max(READABLE, canvas.zoom())); centre(viewer, here); }
    else if (what === "in") canvas.zoom(Math.min(MOST, canvas.zoom() * 1.3));
    else if (what === "out") canvas.zoom(Math.max(LEAST, canvas.zoom() / 1.3));
    else canvas.scroll({ dx: MOVES[what][0] * size.width * 0.3, dy: MOVES[what][1] * size.height * 0.3 });
  }

  function listen(viewer, place, figure, here) {
    const bar = figure.querySelector(".drawing-bar");
    bar.hidden = false;
    bar.addEventListener("click", (event) => {
      const button = event.target.closest("[data-act]");
      if (button) act(viewer, button.dataset.act, here);
    });
    place.addEventListener("keydown", (event) => {
      const what = KEYS[event.key];
      if (!what || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      act(viewer, what, here);
    });
    place.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) { event.stopPropagation(); return; } /* bpmn-js would hold the page's own scrolling */
      event.preventDefault();
      event.stopPropagation();
      act(viewer, event.deltaY < 0 ? "in" : "out", here);
    }, { capture: true, passive: false });
    drag(viewer, place);
  }

  /* bpmn-js listens to a mouse alone: a finger moves the drawing sideways, and the page up and down. */
  function drag(viewer, place) {
    let last = null;
    place.addEventListener("pointerdown", (event) => { last = event.pointerType === "mouse" ? null : event.clientX; });
    place.addEventListener("pointermove", (event) => {
      if (last === null) return;
      viewer.get("canvas").scroll({ dx: event.clientX - last, dy: 0 });
      last = event.clientX;
    });
    for (const end of ["pointerup", "pointercancel"]) place.addEventListener(end, () => { last = null; });
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
      const here = focus(paint(viewer, figure));
      first(viewer, place, here);
      listen(viewer, place, figure, here);
    } catch {
      place.hidden = true; /* the list of steps says the same */
    }
  }

  document.querySelectorAll("[data-diagram]").forEach(draw);
})();
