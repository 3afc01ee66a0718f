/**
 * The view, the filter and the selection in the address after "#", where the page may write it.
 * Inside a frame made from text (a notebook) it may not: then the address stays as it is.
 */
cg.permalink = {
  read() {
    const asked = new URLSearchParams(location.hash.slice(1));
    const [zoom, lat, lon] = (asked.get("map") || "").split("/").map(Number);
    const known = new Set(cg.data.routes.map(cg.classOf));
    return {
      view: [zoom, lat, lon].every(Number.isFinite) && asked.has("map") ? { zoom, lat, lon } : null,
      off: (asked.get("off") || "").split(",").filter((each) => known.has(each)),
      selected: cg.record(asked.get("sel") || "") ? asked.get("sel") : null,
      theme: asked.get("theme"),
    };
  },

  write(map) {
    const at = map.getCenter();
    const view = [map.getZoom(), at.lat.toFixed(3), at.lng.toFixed(3)].join("/");
    const parts = ["map=" + view];
    if (cg.off.size) {
      parts.push("off=" + [...cg.off].sort().join(","));
    }
    if (cg.selected) {
      parts.push("sel=" + cg.selected);
    }
    if (document.documentElement.dataset.theme) {
      parts.push("theme=" + document.documentElement.dataset.theme);
    }
    try {
      history.replaceState(null, "", "#" + parts.join("&"));
    } catch (refused) {
      // a page without an address of its own: nothing to keep
    }
  },

  watch(map) {
    const write = () => cg.permalink.write(map);
    map.on("moveend", write);
    for (const what of ["filter", "selection", "theme"]) {
      cg.on(what, write);
    }
  },
};
