/** What is selected and what is switched off. */

/** Classes of routes, "mode/status", that the reader has switched off. */
cg.off = new Set();
cg.selected = null;

cg.classOf = function (route) {
  return route.mode + "/" + route.status;
};

cg.shows = function (route) {
  return !cg.off.has(cg.classOf(route));
};

/** A site goes with its lines; one that no line touches stays. */
cg.showsSite = function (site) {
  const routes = site.routes.map(cg.record).filter(Boolean);
  return routes.length === 0 || routes.some(cg.shows);
};

cg.records = null;
cg.record = function (id) {
  const data = cg.data;
  cg.records ||= new Map(
    [...data.routes, ...data.sites, ...data.services, ...data.corridors].map((each) => [each.id, each])
  );
  return cg.records.get(id);
};

cg.isRoute = function (record) {
  return "mode" in record;
};

/**
 * Select a record and show its details; null closes them.
 * `from` is the element that takes the focus back, `also` are routes under the same pointer.
 */
cg.select = function (id, how) {
  const record = id === null ? null : cg.record(id);
  if (record === undefined) {
    return;
  }
  if (record && cg.isRoute(record) && !cg.shows(record)) {
    cg.off.delete(cg.classOf(record));
    cg.tell("filter");
  }
  cg.selected = id;
  cg.tell("details", { record, ...how });
  cg.tell("selection", id);
};
