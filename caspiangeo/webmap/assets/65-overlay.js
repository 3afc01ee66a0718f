/** Everything that lies over the basemap, drawn anew whenever the view or a filter changes. */

cg.overlay = function (map) {
  map.createPane("links").style.zIndex = 450;
  const renderer = L.svg({ pane: "links", padding: 0.35 }).addTo(map);
  const groups = {};
  for (const name of ["routes", "glyphs", "sites", "labels"]) {
    groups[name] = cg.svg("g", { class: name });
  }
  groups.labels.setAttribute("aria-hidden", "true");
  groups.glyphs.setAttribute("aria-hidden", "true");
  renderer._container.setAttribute("role", "group");
  renderer._container.setAttribute("aria-label", cg.word("map-content"));
  renderer._container.append(...Object.values(groups));
  const routes = new cg.Routes(map, groups.routes, groups.glyphs);
  const sites = new cg.Sites(map, groups.sites);
  const labels = new cg.Labels(map, groups.labels, routes, sites);
  const draw = () => {
    const size = map.getSize();
    const corner = map.containerPointToLayerPoint([0, 0]);
    const view = {
      zoom: map.getZoom(),
      last: map.getMaxZoom(),
      origin: map.getPixelOrigin(),
      bounds: renderer._bounds,
      screen: L.bounds(corner, corner.add(size)),
    };
    const boxes = new cg.Boxes();
    cg.panels(map).forEach((box) => boxes.add(box));
    routes.draw(view);
    sites.draw(view, boxes);
    labels.drawMain(view, boxes);
    routes.drawGlyphs(view, boxes);
    labels.drawOthers(view, boxes);
  };
  renderer.on("update", draw);
  cg.on("filter", draw);
  cg.on("panels", draw);
  cg.on("selection", (id) => {
    routes.mark(id);
    sites.mark(id);
    draw();
  });
  draw();
  return { routes, sites };
};

/** The parts of the map that panels cover, where no label helps. */
cg.panels = function (map) {
  const stage = map.getContainer().getBoundingClientRect();
  return ["legend", "details"]
    .map((id) => document.getElementById(id).getBoundingClientRect())
    .filter((box) => box.width && box.left < stage.right && box.top < stage.bottom)
    .map((box) => {
      const corner = map.containerPointToLayerPoint([box.left - stage.left, box.top - stage.top]);
      return {
        left: corner.x,
        top: corner.y,
        right: corner.x + box.width,
        bottom: corner.y + box.height,
      };
    });
};

/** A name beside the pointer. */
cg.hover = function (map) {
  const tip = cg.el("div", { class: "tip", "aria-hidden": "true", hidden: true });
  map.getContainer().append(tip);
  map.getContainer().addEventListener("pointermove", (event) => {
    const target = event.target instanceof Element && event.target.closest("[data-id]");
    tip.hidden = !target || event.pointerType === "touch";
    if (!tip.hidden) {
      const box = map.getContainer().getBoundingClientRect();
      tip.textContent = cg.record(target.dataset.id).title;
      const left = Math.min(event.clientX - box.left + 14, box.width - tip.offsetWidth - 6);
      L.DomUtil.setPosition(tip, L.point(left, event.clientY - box.top + 16));
    }
  });
  map.getContainer().addEventListener("pointerleave", () => {
    tip.hidden = true;
  });
};
