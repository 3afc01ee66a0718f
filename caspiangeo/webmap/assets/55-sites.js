/** The sites: a symbol each, thinned out where they would cover one another. */

cg.Sites = class {
  constructor(map, group) {
    this.map = map;
    this.selected = null;
    this.circle = cg.svg("circle", { class: "accuracy", display: "none" });
    this.items = cg.data.sites
      .filter((site) => site.lon !== undefined)
      .sort((a, b) => b.rank - a.rank || a.title.localeCompare(b.title))
      .map((site) => ({ site, latlng: L.latLng(site.lat, site.lon), group: this.build(site) }));
    // the most important on top, yet the first that the keyboard reaches
    group.append(this.circle, ...this.items.map((item) => item.group));
  }

  build(site) {
    const role = cg.word("role." + site.role);
    const group = cg.svg(
      "g",
      {
        class: "site" + (site.proxy ? " proxy" : ""),
        role: "button",
        tabindex: 0,
        "data-id": site.id,
        "aria-label": site.title + ", " + role,
      },
      cg.svg("circle", { class: "hit", r: 12 }),
      cg.svg("circle", { class: "band", r: 11 }),
      cg.symbol(site.role)
    );
    cg.pressable(group, this.map, () => cg.select(site.id, { from: group }));
    group.addEventListener("focus", () => {
      const at = L.latLng(site.lat, site.lon);
      if (group.matches(":focus-visible") && !this.map.getBounds().contains(at)) {
        this.map.panTo(at, { animate: false });
      }
    });
    return group;
  }

  draw(view, boxes) {
    const symbols = new cg.Boxes();
    for (const item of this.items) {
      const point = this.map.project(item.latlng, view.zoom).subtract(view.origin);
      const box = cg.Boxes.around(point.x, point.y, 5.5);
      const chosen = item.site.id === this.selected;
      item.point = point;
      item.shown =
        cg.showsSite(item.site) &&
        view.bounds.contains(point) &&
        (chosen || view.zoom >= view.last || symbols.free(box));
      item.group.setAttribute("display", item.shown ? "inline" : "none");
      if (item.shown) {
        symbols.add(box);
        boxes.add(box);
        item.group.setAttribute(
          "transform",
          "translate(" + point.x.toFixed(1) + " " + point.y.toFixed(1) + ")"
        );
      }
    }
    this.drawAccuracy(view);
  }

  /** The circle within which the selected site lies. */
  drawAccuracy(view) {
    const item = this.items.find((each) => each.site.id === this.selected);
    const visible = item && item.shown && item.site.accuracy_m;
    this.circle.setAttribute("display", visible ? "inline" : "none");
    if (visible) {
      const metres = cg.metresPerPixel(item.site.lat, view.zoom);
      this.circle.setAttribute("cx", item.point.x);
      this.circle.setAttribute("cy", item.point.y);
      this.circle.setAttribute("r", Math.max(item.site.accuracy_m / metres, 1).toFixed(1));
    }
  }

  mark(id) {
    this.selected = id;
    this.items.forEach(({ site, group }) => group.classList.toggle("selected", site.id === id));
  }
};
