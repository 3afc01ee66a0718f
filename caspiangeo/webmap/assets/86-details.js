/** The details of one record: a panel at the side, on a phone a sheet from below. */

cg.details = function (panel, map, overlay) {
  let returnTo = null;
  const close = () => cg.select(null);
  cg.on("details", ({ record, from, also, move, focus }) => {
    if (!record) {
      panel.hidden = true;
      document.body.classList.remove("details-open");
      if (returnTo && returnTo.isConnected) {
        returnTo.focus();
      }
      return;
    }
    returnTo = from || returnTo;
    panel.replaceChildren(cg.detailsOf(record, also || [], close));
    panel.hidden = false;
    panel.scrollTop = 0;
    document.body.classList.add("details-open");
    if (focus !== false) {
      panel.querySelector("h2").focus({ preventScroll: true });
    }
    if (move) {
      cg.moveTo(record, map, overlay);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && cg.selected !== null) {
      close();
    }
  });
};

/** Bring a record into the part of the map that is free of panels. */
cg.moveTo = function (record, map, overlay) {
  const animate = !window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const fit = (bounds, maxZoom) => map.fitBounds(bounds, { ...cg.free(), maxZoom, animate });
  if (record.lon !== undefined) {
    const at = L.latLng(record.lat, record.lon);
    fit(L.latLngBounds([at, at]), Math.max(map.getZoom(), 7));
    return;
  }
  const ids = cg.isRoute(record) ? [record.id] : cg.routesOf(record);
  const all = ids.map((id) => overlay.routes.boundsOf(id)).filter(Boolean);
  if (all.length) {
    fit(all.reduce((sum, each) => sum.extend(each), L.latLngBounds([])), 8);
  }
};

/** Routes of a service or a corridor, in order. */
cg.routesOf = function (record) {
  return record.assets || (record.legs || []).flatMap((leg) => leg.routes);
};

cg.detailsOf = function (record, also, close) {
  const style = cg.data.style;
  const isSite = "role" in record;
  const kind = cg.isRoute(record)
    ? style.modes[record.mode].title
    : cg.word(isSite ? "role." + record.role : record.assets ? "service" : "corridor");
  const body = cg.isRoute(record)
    ? cg.routeDetails(record)
    : isSite
      ? cg.siteDetails(record)
      : cg.familyDetails(record);
  const others = also.filter((id) => id !== record.id);
  return cg.el(
    "div",
    { class: "details-body", "data-record": record.id },
    cg.button({ class: "close", "aria-label": cg.word("close") }, "×", close),
    cg.el(
      "p",
      { class: "kind" },
      cg.isRoute(record) ? cg.swatch(record, 60) : null,
      kind
    ),
    cg.el("h2", { tabindex: -1 }, record.title),
    cg.otherNames(record),
    others.length ? cg.chips(others, cg.word("also-here")) : null,
    body
  );
};

cg.otherNames = function (record) {
  const names = (record.names || []).filter((name) => !["en", "und"].includes(name.lang));
  const unreviewed = names.some((name) => name.unreviewed);
  return names.length === 0
    ? null
    : cg.el(
        "p",
        { class: "names" },
        names.map((name, at) => [at ? " · " : null, cg.otherName(name)]),
        unreviewed ? " (" + cg.word("unreviewed") + ")" : null
      );
};

cg.otherName = function (name) {
  const marks = (name.unreviewed ? "*" : "") + (name.former ? " (" + cg.word("former") + ")" : "");
  return cg.el("span", { lang: name.lang }, name.name + marks);
};

/** Buttons that lead to other records. */
cg.chips = function (ids, heading) {
  const chips = ids
    .map(cg.record)
    .filter(Boolean)
    .map((record) =>
      cg.el("li", {}, cg.chip(record))
    );
  if (chips.length === 0) {
    return null;
  }
  return cg.el(
    "div",
    { class: "chips" },
    heading ? cg.el("p", { class: "chips-heading" }, heading) : null,
    cg.el("ul", {}, chips)
  );
};

cg.chip = function (record) {
  const button = cg.button({ class: "chip", "data-select": record.id }, "", () =>
    cg.select(record.id, { from: button, move: true })
  );
  if (cg.isRoute(record)) {
    button.append(cg.swatch(record, 34));
  }
  button.append(record.title);
  return button;
};

/** Status on the day with who said so and when. */
cg.statusBlock = function (record) {
  const row = record.status_row;
  const heading = cg.say("status-on", { date: cg.date(cg.data.page.as_of) });
  if (!row) {
    return cg.section(heading, cg.el("p", {}, cg.word("no-status")));
  }
  return cg.section(
    heading,
    cg.el("p", { class: "status-words" }, cg.statusWords(record)),
    row.note ? cg.el("p", { class: "note" }, row.note) : null,
    cg.source(row.source)
  );
};

/** The published length first, then what contradicts it, then ours with its interval. */
cg.lengthBlock = function (route) {
  const published = route.published;
  const first = published
    ? [
        cg.el(
          "p",
          { class: "big", "data-figure": published.id },
          cg.el("strong", {}, cg.figure(published)),
          " " + cg.word("published")
        ),
        cg.el("p", { class: "aspects" }, cg.aspects(published).join(" · ")),
        published.note ? cg.el("p", { class: "note" }, published.note) : null,
        cg.source(published.source),
      ]
    : [cg.el("p", { class: "big none" }, cg.word("no-length"))];
  return cg.section(
    cg.word("length"),
    first,
    cg.subsection(cg.word("parts"), cg.figureList(route.parts)),
    cg.subsection(cg.word("rivals"), cg.figureList(route.rivals), "rivals"),
    cg.computedBlock(route)
  );
};

cg.subsection = function (title, content, kind) {
  if (!content) {
    return null;
  }
  return cg.el("div", { class: kind || null }, cg.el("h4", {}, title), content);
};

cg.computedBlock = function (route) {
  const computed = route.computed;
  if (!computed) {
    return cg.el("p", { class: "note" }, cg.word("no-line"));
  }
  const unknown = route.quality === "hypothetical" ? "no-interval-hypothetical" : "no-interval";
  const between =
    computed.low === undefined
      ? cg.word(unknown)
      : cg.say("interval", {
          low: cg.number(computed.low, 0),
          high: cg.number(computed.high, 0),
        });
  const casing = cg.data.style.casings[route.quality];
  const method = cg.say("method." + route.segment_rule, { points: route.points });
  return cg.el(
    "div",
    { class: "computed" },
    cg.el(
      "p",
      {},
      cg.el("strong", {}, cg.km(computed.km)),
      " " + cg.word("computed") + ", " + between
    ),
    computed.difference === undefined
      ? null
      : cg.el("p", {}, cg.say("difference", { percent: computed.difference })),
    cg.el("p", { class: "note" }, method),
    cg.el(
      "p",
      { class: "note" },
      cg.word("quality") + ": ",
      cg.el("strong", {}, casing.title),
      " (" + casing.meaning + ")"
    )
  );
};

cg.routeDetails = function (route) {
  return [
    cg.lengthBlock(route),
    cg.statusBlock(route),
    cg.section(cg.word("flows"), cg.figureList(route.flows, true)),
    cg.reportBlock(route.id),
    cg.section(
      cg.word("course"),
      cg.el("p", {}, route.direction),
      cg.chips([route.from, route.to].filter(Boolean)),
      cg.chips([...(route.corridors || []), ...(route.services || [])], cg.word("part-of")),
      route.supersedes ? cg.el("p", { class: "note" }, route.supersedes) : null,
      route.note ? cg.el("p", { class: "note" }, route.note) : null
    ),
    cg.section(cg.word("statements"), cg.figureList(route.statements)),
    cg.section(cg.word("other-figures"), cg.figureList(route.figures, true)),
  ];
};

cg.familyDetails = function (family) {
  const legs = family.legs
    ? family.legs.map((leg) => cg.chips(leg.routes, leg.title))
    : [cg.chips(family.assets)];
  return [
    cg.statusBlock(family),
    cg.section(cg.word("flows"), cg.figureList(family.flows, true)),
    cg.reportBlock(family.id),
    cg.section(cg.word("lines"), legs),
    cg.section(cg.word("statements"), cg.figureList(family.statements)),
    cg.section(cg.word("other-figures"), cg.figureList(family.figures, true)),
    family.note ? cg.el("p", { class: "note" }, family.note) : null,
  ];
};

cg.siteDetails = function (site) {
  const point = site.lon === undefined
    ? [cg.el("p", { class: "big none" }, cg.word("no-place"))]
    : [
        cg.el("p", { class: "big" }, cg.el("strong", {}, site.position)),
        cg.el("p", {}, cg.say("accuracy", { metres: cg.number(site.accuracy_m, 0) })),
        site.proxy ? cg.el("p", { class: "note" }, cg.word("proxy")) : null,
        site.disagreement_m === undefined
          ? null
          : cg.el(
              "p",
              { class: "note" },
              cg.say("disagreement", { metres: cg.number(site.disagreement_m, 0) })
            ),
      ];
  return [
    cg.section(
      cg.word("place"),
      point,
      cg.el("p", { class: "note" }, cg.countries(site)),
      site.sources.map((id) => cg.el("p", {}, cg.source(id)))
    ),
    cg.section(cg.word("lines-here"), cg.chips(site.routes)),
    cg.section(cg.word("flows"), cg.figureList(site.flows, true)),
    cg.reportBlock(site.id),
    cg.section(cg.word("other-figures"), cg.figureList(site.figures, true)),
    site.note ? cg.section(cg.word("note"), cg.el("p", {}, site.note)) : null,
  ];
};

/** What the news report says of a record. */
cg.reportBlock = function (id) {
  const report = cg.data.report;
  const items = report ? report.items.filter((item) => item.records.includes(id)) : [];
  if (items.length === 0) {
    return null;
  }
  return cg.section(
    cg.word("in-report"),
    items.map((item) => cg.el("p", {}, item.text)),
    cg.source(report.source)
  );
};
