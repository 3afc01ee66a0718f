/** The legend is the filter: a box for each mode and each of its statuses, with number and km. */

cg.legend = function (place) {
  const routes = cg.data.routes.filter((route) => route.line);
  const style = cg.data.style;
  const modes = Object.keys(style.modes).filter((mode) => routes.some((each) => each.mode === mode));
  const rows = modes.map((mode) => {
    const own = routes.filter((each) => each.mode === mode);
    const statuses = Object.keys(style.strokes).filter((status) =>
      own.some((each) => each.status === status)
    );
    return cg.legendMode(mode, own, statuses);
  });
  const total = cg.el("p", { class: "legend-total", role: "status" });
  const refresh = () => {
    rows.forEach((row) => row.refresh());
    const shown = routes.filter(cg.shows);
    total.textContent = cg.say("legend-total", {
      shown: shown.length,
      all: routes.length,
      km: cg.number(cg.sumKm(shown), 0),
    });
  };
  cg.on("filter", refresh);
  const tools = cg.el(
    "div",
    { class: "legend-tools" },
    cg.button({ class: "plain" }, cg.word("show-all"), () => cg.setOff([])),
    cg.button({ class: "plain" }, cg.word("hide-all"), () =>
      cg.setOff(routes.map(cg.classOf))
    )
  );
  const records = [tools, ...rows.map((row) => row.element), total, cg.legendQuality(routes)];
  const parts = [cg.legendOverlays(), ...(routes.length ? records : []), cg.legendSites()];
  place.append(...parts.filter(Boolean));
  refresh();
};

/** Computed kilometres of the drawn lines; a hypothetical line has no length to count. */
cg.sumKm = function (routes) {
  const known = routes.filter((route) => route.quality !== "hypothetical");
  return known.reduce((sum, route) => sum + route.computed.km, 0);
};

/** The same in words, a dash where nothing can be counted. */
cg.sumWords = function (routes) {
  return routes.every((route) => route.quality === "hypothetical") ? "–" : cg.km(cg.sumKm(routes));
};

cg.setOff = function (classes) {
  cg.off = new Set(classes);
  cg.tell("filter");
};

/** One mode: a box for all of it and one for each status. */
cg.legendMode = function (mode, routes, statuses) {
  const title = cg.data.style.modes[mode].title;
  const keys = statuses.map((status) => mode + "/" + status);
  const whole = cg.legendBox("legend-mode", title, null, routes, (on) => {
    keys.forEach((key) => (on ? cg.off.delete(key) : cg.off.add(key)));
    cg.tell("filter");
  });
  whole.box.dataset.mode = mode;
  const parts = statuses.map((status, at) => {
    const own = routes.filter((each) => each.status === status);
    const sample = cg.swatch({ mode, status, quality: "waypoint" });
    const label = cg.data.style.strokes[status].title;
    const part = cg.legendBox("legend-status", label, sample, own, (on) => {
      cg.off[on ? "delete" : "add"](keys[at]);
      cg.tell("filter");
    });
    part.box.dataset.class = keys[at];
    return part;
  });
  const refresh = () => {
    parts.forEach((part, at) => {
      part.box.checked = !cg.off.has(keys[at]);
    });
    const on = parts.filter((part) => part.box.checked).length;
    whole.box.checked = on === parts.length;
    whole.box.indeterminate = on > 0 && on < parts.length;
  };
  const element = cg.el(
    "fieldset",
    {},
    cg.el("legend", { class: "visually-hidden" }, title),
    whole.element,
    parts.map((part) => part.element)
  );
  return { element, refresh };
};

cg.legendBox = function (kind, label, sample, routes, whenSet) {
  const box = cg.el("input", { type: "checkbox" });
  box.addEventListener("change", () => whenSet(box.checked));
  const element = cg.el(
    "label",
    { class: kind },
    box,
    sample,
    cg.el("span", { class: "legend-name" }, label),
    cg.el("span", { class: "legend-count" }, String(routes.length)),
    cg.el("span", { class: "legend-km" }, cg.sumWords(routes))
  );
  return { element, box };
};

/** How well the courses are known, with the km of each quality. */
cg.legendQuality = function (routes) {
  const style = cg.data.style;
  const found = Object.keys(style.casings).filter((quality) =>
    routes.some((each) => each.quality === quality)
  );
  const rows = found.map((quality) => {
    const own = routes.filter((each) => each.quality === quality);
    return cg.el(
      "li",
      { title: style.casings[quality].meaning },
      cg.swatch({ mode: own[0].mode, status: "operating", quality }),
      cg.el("span", { class: "legend-name" }, style.casings[quality].title),
      cg.el("span", { class: "legend-km" }, cg.sumWords(own))
    );
  });
  return cg.el(
    "div",
    { class: "legend-key" },
    cg.el("h3", {}, cg.word("legend-quality")),
    cg.el("ul", {}, rows)
  );
};

/** The shapes of the sites on this map. */
cg.legendSites = function () {
  const style = cg.data.style;
  const placed = cg.data.sites.filter((each) => each.lon !== undefined);
  const roles = new Set(placed.map((each) => each.role));
  const byShape = new Map();
  for (const role of Object.keys(style.roles).filter((each) => roles.has(each))) {
    const shape = style.roles[role];
    byShape.set(shape, [...(byShape.get(shape) || []), role]);
  }
  const rows = [...byShape.values()].map((own) =>
    cg.legendSite(own[0], "", own.map((role) => cg.word("role." + role)).join(", "))
  );
  if (placed.some((each) => each.proxy)) {
    rows.push(cg.legendSite("station", " proxy", cg.word("legend-proxy")));
  }
  return rows.length
    ? cg.el(
        "div",
        { class: "legend-key" },
        cg.el("h3", {}, cg.word("legend-sites")),
        cg.el("ul", {}, rows)
      )
    : null;
};

cg.legendSite = function (role, kind, words) {
  const picture = { width: 18, height: 18, viewBox: "-9 -9 18 18", "aria-hidden": "true" };
  return cg.el(
    "li",
    {},
    cg.svg("svg", { class: "swatch site" + kind, ...picture }, cg.symbol(role)),
    cg.el("span", { class: "legend-name" }, words)
  );
};
