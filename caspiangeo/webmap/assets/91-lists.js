/** All lines and sites as lists: what the map shows, for readers who do not use it. */

cg.lists = function (place) {
  const search = cg.el("input", { type: "search", id: "search", autocomplete: "off" });
  const found = cg.el("p", { role: "status", class: "found" });
  const groups = [cg.routeList(), cg.familyList(), cg.siteList()].flat();
  search.addEventListener("input", () => {
    const asked = cg.plain(search.value.trim());
    const all = groups.flatMap((group) => group.entries);
    all.forEach((entry) => {
      entry.item.hidden = !entry.words.includes(asked);
    });
    groups.forEach((group) => {
      group.element.hidden = group.entries.every((entry) => entry.item.hidden);
    });
    const left = all.filter((entry) => !entry.item.hidden).length;
    found.textContent = asked ? cg.say("found", { found: left }) : "";
  });
  place.append(
    cg.el("label", { for: "search", class: "search-label" }, cg.word("search")),
    search,
    found,
    ...groups.map((group) => group.element)
  );
};

/** One group of the lists: a heading and its entries. */
cg.listGroup = function (title, records, facts) {
  const entries = records.map((record) => {
    const button = cg.button({ class: "entry", "data-select": record.id }, "", () =>
      cg.select(record.id, { from: button, move: true })
    );
    button.append(
      cg.isRoute(record) ? cg.swatch(record, 34) : "",
      cg.el("span", { class: "entry-title" }, record.title),
      cg.el("span", { class: "entry-facts" }, facts(record))
    );
    const names = (record.names || []).map((each) => each.name);
    return {
      item: cg.el("li", {}, button),
      words: cg.plain([record.id, record.title, ...names, ...(record.places || [])].join("\n")),
    };
  });
  return {
    entries,
    element: cg.el(
      "section",
      { class: "list" },
      cg.el("h3", {}, title),
      cg.el("ul", {}, entries.map((entry) => entry.item))
    ),
  };
};

cg.routeList = function () {
  const { routes, style } = cg.data;
  const facts = (route) =>
    [
      cg.statusWords(route),
      route.published
        ? cg.figure(route.published) + " " + cg.word("published")
        : cg.word("no-length"),
      route.computed ? cg.km(route.computed.km) + " " + cg.word("computed") : null,
    ]
      .filter(Boolean)
      .join(" · ");
  const groups = Object.values(style.modes).map((mode) => ({
    title: mode.title,
    records: routes.filter((route) => route.mode === mode.id && route.line),
  }));
  groups.push({ title: cg.word("not-drawn"), records: routes.filter((each) => !each.line) });
  return groups
    .filter((group) => group.records.length)
    .map((group) => cg.listGroup(group.title, group.records, facts));
};

cg.familyList = function () {
  const { services, corridors } = cg.data;
  const records = [...corridors, ...services];
  const facts = (record) => cg.word(record.assets ? "service" : "corridor");
  return records.length
    ? [cg.listGroup(cg.word("families"), records, facts)]
    : [];
};

cg.siteList = function () {
  const facts = (site) => cg.word("role." + site.role) + " · " + cg.countries(site);
  const byTitle = [...cg.data.sites].sort((a, b) => a.title.localeCompare(b.title));
  const groups = [
    { title: cg.word("sites"), records: byTitle.filter((each) => each.lon !== undefined) },
    { title: cg.word("not-placed"), records: byTitle.filter((each) => each.lon === undefined) },
  ];
  return groups
    .filter((group) => group.records.length)
    .map((group) => cg.listGroup(group.title, group.records, facts));
};
