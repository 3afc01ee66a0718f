/** Put the page together. Called once, by the script that the map of Folium writes. */

cg.start = function (elementId) {
  cg.data = cg.unpack(JSON.parse(document.getElementById("caspiangeo-data").textContent));
  const byId = (id) => document.getElementById(id);
  document.body.append(cg.hatch());
  const asked = cg.permalink.read();
  if (asked.theme === "light" || asked.theme === "dark") {
    document.documentElement.dataset.theme = asked.theme;
  }
  cg.off = new Set(asked.off);
  const map = cg.map(byId(elementId), asked.view);
  cg.basemap(map);
  const overlay = cg.overlay(map);
  cg.overlays(map);
  cg.hover(map);
  cg.scale(map);
  cg.legend(byId("legend-content"));
  cg.report(byId("report-content"));
  cg.lists(byId("lists-content"));
  cg.details(byId("details"), map, overlay);
  cg.tabs();
  cg.watchTheme(byId("theme"));
  byId("print").addEventListener("click", () => window.print());
  cg.watchSize(map);
  cg.permalink.watch(map);
  if (asked.selected) {
    cg.select(asked.selected, { focus: false, move: !asked.view });
  }
  cg.tell("panels");
  document.documentElement.dataset.ready = "true";
  return map;
};

/** The Leaflet map: no tiles, and no further than what there is to see. */
cg.map = function (element, view) {
  const page = cg.data.page;
  const corners = ([west, south, east, north]) => [[south, west], [north, east]];
  // with room at the sides, so that what lies at the edge can be moved clear of the panels
  const [west, south, east, north] = page.reach;
  const room = 0.4 * (east - west);
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(element, {
    attributionControl: false,
    zoomControl: false,
    zoomSnap: 0.25,
    zoomDelta: 1,
    minZoom: 3,
    maxZoom: 12,
    maxBounds: corners([west - room, south, east + room, north]),
    maxBoundsViscosity: 0.7,
    zoomAnimation: !calm,
    fadeAnimation: !calm,
    inertia: !calm,
  });
  L.control
    .zoom({ zoomInTitle: cg.word("zoom-in"), zoomOutTitle: cg.word("zoom-out") })
    .addTo(map);
  if (view) {
    map.setView([view.lat, view.lon], view.zoom);
  } else {
    map.fitBounds(corners(page.view), { ...cg.free(), animate: false });
    if (map.getZoom() < 4) {
      map.setZoom(4, { animate: false }); // on a phone rather the middle than a stamp of it all
    }
  }
  return map;
};

/** Padding that keeps what is fitted clear of the legend and of the details. */
cg.free = function () {
  const wide = window.matchMedia("screen and (min-width: 56rem)").matches;
  const width = (id) => (wide ? document.getElementById(id).offsetWidth + 20 : 10);
  return {
    paddingTopLeft: [width("legend"), 10],
    paddingBottomRight: [width("details"), 10],
  };
};

/** The sections of the side, one at a time; the legend is one of them on a phone alone. */
cg.tabs = function () {
  const buttons = [...document.querySelectorAll("[data-tab]")];
  const show = (name) => {
    document.body.dataset.shows = name;
    buttons.forEach((each) => each.setAttribute("aria-pressed", String(each.dataset.tab === name)));
  };
  buttons.forEach((each) => each.addEventListener("click", () => show(each.dataset.tab)));
  document.querySelectorAll("a[data-opens]").forEach((link) =>
    link.addEventListener("click", () => show(link.dataset.opens))
  );
  const fold = document.getElementById("legend-fold");
  fold.addEventListener("click", () => {
    const open = fold.getAttribute("aria-expanded") === "true";
    fold.setAttribute("aria-expanded", String(!open));
    document.getElementById("legend-content").hidden = open;
    cg.tell("panels");
  });
  show(document.body.dataset.shows);
};

/** Follow the size of the window and of the paper: what the reader has framed is what prints. */
cg.watchSize = function (map) {
  const [west, south, east, north] = cg.data.page.reach;
  const world = L.latLngBounds([south, west], [north, east]);
  const paper = window.matchMedia("print");
  let framed = null; // the middle of what neither the legend nor the details hide
  let screen = null;
  let printing = false; // until the screen is back as it was: a change of size moves the map too
  const keep = () => {
    if (screen && (printing || paper.matches)) {
      return;
    }
    const size = map.getSize();
    const free = cg.free();
    const corner = L.point(free.paddingTopLeft);
    framed = map.containerPointToLatLng(
      corner.add(size.subtract(L.point(free.paddingBottomRight))).divideBy(2)
    );
    screen = { centre: map.getCenter(), zoom: map.getZoom() };
  };
  const turn = () => {
    printing = true;
    map.invalidateSize({ animate: false });
    map.setView(paper.matches ? framed : screen.centre, screen.zoom, { animate: false });
    if (paper.matches) {
      map.panInsideBounds(world, { animate: false });
    }
    printing = paper.matches;
  };
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
  map.on("moveend", keep);
  keep();
  paper.addEventListener("change", turn);
};
