/** Land, lakes and borders, drawn on a canvas under the routes. */

cg.basemap = function (map) {
  const base = cg.data.basemap;
  map.createPane("basemap").style.zIndex = 200;
  const renderer = L.canvas({ pane: "basemap", padding: 0.3 });
  const shared = { renderer, interactive: false, pane: "basemap" };
  const rings = (name) => base[name].map((ring) => cg.decode(ring, base.step));
  const land = rings("land");
  const lakes = rings("lakes");
  const layers = {
    land: L.polygon(land, { ...shared, stroke: false, fillOpacity: 1 }),
    lakes: L.polygon(lakes, { ...shared, stroke: false, fillOpacity: 1 }),
    coast: L.polyline(
      land.concat(lakes).flatMap((ring) => cg.shore(ring, base.bounds)),
      { ...shared, weight: 0.8 }
    ),
    border: L.polyline(rings("border_lines"), { ...shared, weight: 0.9, dashArray: "5 4", opacity: 0.55 }),
    outside: L.polygon(cg.frame(base.bounds), { ...shared, weight: 1, fillOpacity: 1 }),
  };
  Object.values(layers).forEach((layer) => layer.addTo(map));
  const paint = () => {
    layers.land.setStyle({ fillColor: cg.variable("land") });
    layers.lakes.setStyle({ fillColor: cg.variable("sea") });
    layers.coast.setStyle({ color: cg.variable("coast") });
    layers.border.setStyle({ color: cg.variable("border") });
    layers.outside.setStyle({
      fillColor: cg.variable("outside"),
      color: cg.variable("border"),
    });
  };
  cg.on("theme", paint);
  paint();
  cg.tiles(map, cg.data.page.tiles);
};

/** Tiles from a server, over the basemap and under the lines: only where the maker asked. */
cg.tiles = function (map, tiles) {
  if (tiles) {
    map.createPane("tiles").style.zIndex = 210;
    L.tileLayer(tiles.url, { pane: "tiles", maxZoom: 19 }).addTo(map);
  }
};

/** The parts of a ring that are shore and not the edge of the clip. */
cg.shore = function (ring, bounds) {
  const [west, south, east, north] = bounds;
  const near = (a, b) => Math.abs(a - b) < 2e-3;
  const onEdge = (a, b) =>
    [west, east].some((lon) => near(a[1], lon) && near(b[1], lon)) ||
    [south, north].some((lat) => near(a[0], lat) && near(b[0], lat));
  const parts = [];
  let part = [];
  for (let at = 0; at < ring.length; at += 1) {
    const next = ring[(at + 1) % ring.length];
    part.push(ring[at]);
    if (onEdge(ring[at], next)) {
      parts.push(part);
      part = [];
    } else if (at === ring.length - 1) {
      part.push(next);
    }
  }
  parts.push(part);
  return parts.filter((each) => each.length > 1);
};

/** Everything outside the part of the world that the page carries. */
cg.frame = function (bounds) {
  const [west, south, east, north] = bounds;
  return [
    [[-85, -360], [-85, 360], [85, 360], [85, -360]],
    [[south, west], [south, east], [north, east], [north, west]],
  ];
};
