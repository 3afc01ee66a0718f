/** Lettering: each text takes the first place where it covers nothing, or none at all. */

cg.Labels = class {
  constructor(map, group, routes, sites) {
    Object.assign(this, { map, group, routes, sites });
    this.pen = document.createElement("canvas").getContext("2d");
    this.widths = new Map();
  }

  /** The names that a reader looks for first; called before the glyphs take their places. */
  drawMain(view, boxes) {
    this.placed = [];
    this.put([...this.lettering(view, "sea"), ...this.siteLabels("major")], view, boxes);
  }

  drawOthers(view, boxes) {
    const countries = this.lettering(view, "country");
    this.put([...this.siteLabels("site"), ...this.routeLabels(view), ...countries], view, boxes);
    this.group.replaceChildren(...this.placed);
  }

  put(labels, view, boxes) {
    for (const label of labels) {
      const box = this.place(label, this.width(label), view, boxes);
      if (box) {
        boxes.add(box);
        this.placed.push(this.text(label, box));
      }
    }
  }

  /** Width of a text in pixels, letter spacing included. */
  width(label) {
    const key = label.kind + "\n" + label.text;
    if (!this.widths.has(key)) {
      const { font, spacing } = cg.lettering[label.kind];
      this.pen.font = font.replace("SANS", cg.variable("sans")).replace("SERIF", cg.variable("serif"));
      const width = this.pen.measureText(label.text).width;
      this.widths.set(key, width + spacing * label.text.length);
    }
    return this.widths.get(key);
  }

  /** The first free box among the candidates of a label. */
  place(label, width, view, boxes) {
    const height = cg.lettering[label.kind].height;
    for (const [x, y, anchor] of label.at) {
      const left = anchor === "start" ? x : anchor === "end" ? x - width : x - width / 2;
      const box = {
        left: left - 1,
        right: left + width + 1,
        top: y - height / 2,
        bottom: y + height / 2,
      };
      const inside = L.bounds([box.left, box.top], [box.right, box.bottom]);
      const within = label.within || view.screen;
      if (view.screen.contains(inside) && within.contains(inside) && boxes.free(box, 1)) {
        return box;
      }
    }
    return null;
  }

  text(label, box) {
    const { height, baseline } = cg.lettering[label.kind];
    return cg.svg(
      "text",
      {
        class: "label label-" + label.kind + (label.classes ? " " + label.classes : ""),
        x: (box.left + 1).toFixed(1),
        y: (box.top + height * baseline).toFixed(1),
      },
      label.text
    );
  }

  siteLabels(kind) {
    return this.sites.items
      .filter((item) => item.shown && item.site.label)
      .filter((item) => kind === (item.site.major ? "major" : "site"))
      .map(({ site, point: { x, y } }) => ({
        kind,
        text: site.label,
        at: [
          [x + 9, y, "start"],
          [x + 9, y + 5, "start"],
          [x + 9, y - 5, "start"],
          [x - 9, y, "end"],
          [x, y - 14, "middle"],
          [x, y + 14, "middle"],
          [x + 7, y - 11, "start"],
          [x + 7, y + 11, "start"],
          [x - 7, y - 11, "end"],
          [x - 7, y + 11, "end"],
        ],
      }));
  }

  routeLabels(view) {
    return this.routes.items
      .filter((item) => item.shown && item.route.label)
      .map((item) => {
        const visible = item.course.filter((point) => view.screen.contains(point));
        const shares = [0.5, 0.35, 0.65, 0.25, 0.75, 0.15, 0.85];
        const at = shares
          .map((share) => visible[Math.floor(share * visible.length)])
          .filter(Boolean)
          .flatMap(({ x, y }) => [
            [x, y - 13, "middle"],
            [x, y + 13, "middle"],
          ]);
        return { kind: "route", text: item.route.label, classes: cg.classes(item.route), at };
      });
  }

  /** Names of seas and countries, which stay on the part of the world that is drawn. */
  lettering(view, kind) {
    const [west, south, east, north] = cg.data.basemap.bounds;
    const corners = [[north, west], [south, east]].map((each) =>
      this.map.project(each, view.zoom).subtract(view.origin)
    );
    return cg.data.lettering
      .filter((each) => each.kind === kind && view.zoom >= each.from && view.zoom <= each.to)
      .map((each) => {
        const point = this.map.project([each.lat, each.lon], view.zoom).subtract(view.origin);
        const at = [0, -22, 22, -44, 44].map((up) => [point.x, point.y + up, "middle"]);
        return { kind, text: each.text, at, within: L.bounds(corners) };
      });
  }
};

/** Type of each kind of label; the style sheet says the same to the browser. */
cg.lettering = {
  sea: { font: "italic 17px SERIF", spacing: 2.2, height: 23, baseline: 0.78 },
  country: { font: "600 12px SANS", spacing: 2.4, height: 17, baseline: 0.78 },
  major: { font: "650 13.5px SANS", spacing: 0, height: 18.5, baseline: 0.78 },
  site: { font: "500 12px SANS", spacing: 0, height: 16.5, baseline: 0.78 },
  route: { font: "700 12px SANS", spacing: 0.2, height: 16.5, baseline: 0.78 },
};
