/** How a route is drawn: the same parts on the map and in the legend. */

/** The SVG elements of one line, lowest first; those that follow the course take its `d`. */
cg.strokes = function (route) {
  const style = cg.data.style;
  const stroke = style.strokes[route.status];
  const casing = style.casings[route.quality];
  const parts = [];
  const add = (name, attributes) => parts.push(cg.svg("path", { class: name, ...attributes }));
  if (casing.halo_px) {
    add("halo", { "stroke-width": casing.halo_px, stroke: "url(#doubt)" });
  }
  if (casing.casing_px) {
    add("casing", { "stroke-width": stroke.width_px + 2 * casing.casing_px });
  }
  if (style.modes[route.mode].ties && !stroke.mark) {
    add("ties", { "stroke-width": stroke.width_px + 5, "stroke-dasharray": "1.4 8.6" });
  }
  add("line", {
    "stroke-width": stroke.width_px,
    "stroke-dasharray": stroke.dash_px.join(" ") || null,
    "stroke-linecap": stroke.cap,
  });
  if (stroke.core_px) {
    add("core", {
      "stroke-width": stroke.core_px,
      "stroke-dasharray": stroke.core_dash_px.join(" ") || null,
    });
  }
  return parts;
};

/** Class names that give a route its colour. */
cg.classes = function (route) {
  const muted = cg.data.style.strokes[route.status].muted ? " muted" : "";
  return "mode-" + route.mode + muted;
};

/** The sign of a mode in a small disc, upright. */
cg.glyph = function (route, x, y) {
  return cg.svg(
    "g",
    { class: "glyph " + cg.classes(route), transform: "translate(" + x.toFixed(1) + " " + y.toFixed(1) + ")" },
    cg.svg("circle", { r: 7.6 }),
    cg.svg("path", {
      d: cg.data.style.modes[route.mode].outline,
      transform: "scale(.66) translate(-8 -8)",
    })
  );
};

/** Crosses, bars or question marks along a line, as one path. */
cg.marks = function (kind, places) {
  const signs = {
    cross: () => "m-3-3l6 6m0-6l-6 6",
    bar: (each) => {
      const x = (-each.dy * 4).toFixed(1);
      const y = (each.dx * 4).toFixed(1);
      return "m" + x + " " + y + "l" + -2 * x + " " + -2 * y;
    },
    query: () => "m-2-3.4a2.2 2.2 0 1 1 3 2q-1 .5-1 1.6m0 2.6v.2",
  };
  return places
    .map((each) => "M" + each.x.toFixed(1) + " " + each.y.toFixed(1) + signs[kind](each))
    .join("");
};

/** A sample of a line for the legend and the lists. */
cg.swatch = function (route, width) {
  const wide = width || 36;
  const stroke = cg.data.style.strokes[route.status];
  const parts = cg.strokes(route);
  parts.forEach((part) => part.setAttribute("d", "M2 9H" + (wide - 2)));
  if (stroke.mark) {
    const places = [0.2, 0.8].map((share) => ({ x: wide * share, y: 9, dx: 1, dy: 0 }));
    parts.push(cg.svg("path", { class: "marks", d: cg.marks(stroke.mark, places) }));
  }
  return cg.svg(
    "svg",
    {
      class: "swatch " + cg.classes(route),
      width: wide,
      height: 18,
      viewBox: "0 0 " + wide + " 18",
      "aria-hidden": "true",
      focusable: "false",
    },
    parts,
    cg.glyph(route, wide / 2, 9)
  );
};

/** The hatch that marks a line whose course is not known; once a page. */
cg.hatch = function () {
  return cg.svg(
    "svg",
    { width: 0, height: 0, class: "visually-hidden", "aria-hidden": "true", focusable: "false" },
    cg.svg(
      "defs",
      {},
      cg.svg(
        "pattern",
        { id: "doubt", width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
        cg.svg("path", { class: "hatch", d: "M0 2.5H5" })
      )
    )
  );
};

/** The symbol of a site. */
cg.symbol = function (role) {
  const style = cg.data.style;
  return cg.svg("path", {
    class: "symbol",
    d: style.shapes[style.roles[role]],
    transform: "scale(.8) translate(-8 -8)",
  });
};
