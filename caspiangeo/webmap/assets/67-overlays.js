/** Lines that are no records of the data set, such as one of a user's file, and marked spots. */

cg.overlays = function (map) {
  const { overlays, spots, step } = cg.data;
  map.createPane("overlays").style.zIndex = 460;
  const shared = { renderer: L.svg({ pane: "overlays", padding: 0.35 }), pane: "overlays" };
  overlays.forEach((each, at) => {
    const line = L.polyline(cg.decode(each.line, step), {
      ...shared,
      className: cg.overlayClass(at),
      weight: 3,
      smoothFactor: 0.5,
    });
    line.bindTooltip(cg.overlayWords(each), { sticky: true }).addTo(map);
  });
  spots.forEach((each) => {
    const spot = { ...shared, className: "spot", radius: 7, weight: 2.5 };
    L.circleMarker([each.lat, each.lon], spot)
      .bindTooltip(cg.el("span", {}, each.text), { permanent: true, offset: [10, 0] })
      .addTo(map);
  });
};

/** The last line is dashed: where two are compared, the other one. */
cg.overlayClass = function (at) {
  return at + 1 === cg.data.overlays.length ? "overlay overlay-last" : "overlay";
};

/** What a line is called and what there is to say of it, as text and never as HTML. */
cg.overlayWords = function (each) {
  return cg.el("span", {}, cg.el("b", {}, each.title), " · " + each.facts);
};

/** Those lines in the legend. */
cg.legendOverlays = function () {
  const rows = cg.data.overlays.map((each, at) => {
    const picture = { width: 34, height: 10, viewBox: "0 0 34 10", "aria-hidden": "true" };
    const stroke = { d: "M1 5H33", class: cg.overlayClass(at), fill: "none", "stroke-width": 3 };
    return cg.el(
      "li",
      {},
      cg.svg("svg", { class: "swatch", ...picture }, cg.svg("path", stroke)),
      cg.el("span", { class: "legend-name" }, cg.overlayWords(each))
    );
  });
  return rows.length
    ? cg.el(
        "div",
        { class: "legend-key" },
        cg.el("h3", {}, cg.word("legend-overlays")),
        cg.el("ul", {}, rows)
      )
    : null;
};
