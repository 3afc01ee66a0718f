/** The lines of the routes: SVG paths that can be clicked, focused and read aloud. */

cg.Routes = class {
  constructor(map, group, glyphs) {
    this.map = map;
    this.glyphs = glyphs;
    this.courses = new Map();
    this.items = cg.data.routes
      .filter((route) => route.line)
      .map((route) => ({
        route,
        latlngs: cg.decode(route.line, cg.data.step).map((each) => L.latLng(each)),
        ...this.build(route),
      }));
    // where lines lie on top of each other, the one that runs shall be seen
    const order = Object.keys(cg.data.style.strokes);
    const byStatus = [...this.items].sort(
      (a, b) => order.indexOf(b.route.status) - order.indexOf(a.route.status)
    );
    group.append(...byStatus.map((item) => item.group));
  }

  /** The group of one route; its parts get their course when the map is drawn. */
  build(route) {
    const parts = cg.strokes(route);
    const marks = cg.svg("path", { class: "marks" });
    const band = cg.svg("path", { class: "band" });
    const hit = cg.svg("path", { class: "hit" });
    const group = cg.svg(
      "g",
      {
        class: "route " + cg.classes(route),
        role: "button",
        tabindex: 0,
        "data-id": route.id,
        "aria-label": cg.summary(route),
      },
      band,
      parts,
      marks,
      hit
    );
    cg.pressable(group, this.map, (event) =>
      cg.select(route.id, { also: cg.routesUnder(event), from: group })
    );
    group.addEventListener("focus", () => this.reveal(route.id));
    return { group, marks, along: [band, ...parts, hit] };
  }

  /** The courses at a zoom, in pixels of the world; lanes are laid below zoom 10. */
  at(zoom) {
    if (!this.courses.has(zoom)) {
      const raw = this.items.map((item) => item.latlngs.map((each) => this.map.project(each, zoom)));
      const ways = this.items.map(({ route }) => (route.shares_way ? route.mode : null));
      const laid =
        zoom < 9.75 ? cg.lanes(raw.map((points, at) => ({ points, way: ways[at] }))) : raw;
      const simple = laid.map((points) => L.LineUtil.simplify(points, 0.4));
      this.courses.set(zoom, simple);
    }
    return this.courses.get(zoom);
  }

  draw(view) {
    const courses = this.at(view.zoom);
    this.items.forEach((item, at) => {
      item.course = courses[at].map((point) => point.subtract(view.origin));
      const shown = cg.shows(item.route);
      item.group.setAttribute("display", shown ? "inline" : "none");
      item.shown = shown;
      const d = shown ? cg.path(item.course, view.bounds) : "";
      item.along.forEach((part) => part.setAttribute("d", d));
      this.drawMarks(item, view);
    });
  }

  drawMarks(item, view) {
    const { mark } = cg.data.style.strokes[item.route.status];
    const places = mark && item.shown ? cg.places(item.course, 26, 13) : [];
    const inside = places.filter((each) => view.bounds.contains(L.point(each.x, each.y)));
    item.marks.setAttribute("d", mark ? cg.marks(mark, inside) : "");
  }

  /** The sign of the mode now and then along each line, clear of the others. */
  drawGlyphs(view, boxes) {
    const found = [];
    const sameWay = new Map();
    this.items.forEach((item, at) => {
      const { mode, shares_way: shares } = item.route;
      const others = (shares && sameWay.get(mode)) || new cg.Boxes();
      sameWay.set(mode, others);
      const put = (place) => {
        const box = cg.Boxes.around(place.x, place.y, 9);
        const inside = view.screen.contains(L.point(place.x, place.y));
        if (inside && boxes.free(box, 2) && others.free(box, 70)) {
          boxes.add(box);
          others.add(box);
          found.push(cg.glyph(item.route, place.x, place.y));
          return true;
        }
        return false;
      };
      // at its regular places; where none of them is free, anywhere on the line
      const [regular, elsewhere] = item.shown ? cg.glyphPlaces(item.course, at) : [[], []];
      if (regular.map(put).every((done) => !done)) {
        elsewhere.some(put);
      }
    });
    this.glyphs.replaceChildren(...found);
  }

  /** Show which line is selected, or which lines a selected service or corridor uses. */
  mark(id) {
    const record = id && cg.record(id);
    const chosen = new Set(record ? [id, ...cg.routesOf(record)] : []);
    this.items.forEach(({ route, group }) => group.classList.toggle("selected", chosen.has(route.id)));
  }

  /** Bring a line that has the keyboard's focus into view. */
  reveal(id) {
    const item = this.items.find((each) => each.route.id === id);
    if (!item.group.matches(":focus-visible")) {
      return;
    }
    const bounds = L.latLngBounds(item.latlngs);
    if (!this.map.getBounds().intersects(bounds)) {
      this.map.panTo(bounds.getCenter(), { animate: false });
    }
  }

  boundsOf(id) {
    const item = this.items.find((each) => each.route.id === id);
    return item ? L.latLngBounds(item.latlngs) : null;
  }
};

/** SVG path data of a course, cut to the part of the map that is drawn. */
cg.path = function (course, bounds) {
  let d = "";
  let last = null;
  for (let at = 1; at < course.length; at += 1) {
    const cut = L.LineUtil.clipSegment(course[at - 1], course[at], bounds, false, false);
    if (cut) {
      const [from, to] = cut;
      if (last !== from) {
        d += "M" + from.x.toFixed(1) + " " + from.y.toFixed(1);
      }
      d += "L" + to.x.toFixed(1) + " " + to.y.toFixed(1);
      last = to;
    }
  }
  return d;
};

cg.lengthOf = function (course) {
  let length = 0;
  for (let at = 1; at < course.length; at += 1) {
    length += course[at].distanceTo(course[at - 1]);
  }
  return length;
};

/** Points every so many pixels along a course, with the direction there. */
cg.places = function (course, every, first) {
  const places = [];
  let next = first;
  let gone = 0;
  for (let at = 1; at < course.length; at += 1) {
    const from = course[at - 1];
    const to = course[at];
    const length = from.distanceTo(to);
    while (length > 0 && next <= gone + length) {
      const share = (next - gone) / length;
      places.push({
        x: from.x + (to.x - from.x) * share,
        y: from.y + (to.y - from.y) * share,
        dx: (to.x - from.x) / length,
        dy: (to.y - from.y) / length,
      });
      next += every;
    }
    gone += length;
  }
  return places;
};

/** Where glyphs may stand: every 170 px or more, shifted from line to line; and every 12 px. */
cg.glyphPlaces = function (course, at) {
  const length = cg.lengthOf(course);
  const every = Math.max(170, length / 60);
  const first = length < every ? length / 2 : every * (0.35 + ((at * 0.37) % 0.5));
  return [cg.places(course, every, first), cg.places(course, Math.max(12, length / 400), 12)];
};

/** What a screen reader says of a route. */
cg.summary = function (route) {
  const style = cg.data.style;
  const words = [route.title, style.modes[route.mode].title, style.strokes[route.status].title];
  if (route.published) {
    words.push(cg.word("published") + " " + cg.figure(route.published));
  } else if (route.computed) {
    words.push(cg.word("computed") + " " + cg.km(route.computed.km));
  }
  if (style.casings[route.quality].halo_px) {
    words.push(style.casings[route.quality].title);
  }
  return words.join(", ");
};

/** Ids of the other routes under the pointer. */
cg.routesUnder = function (event) {
  if (!event || !event.clientX) {
    return [];
  }
  const groups = document
    .elementsFromPoint(event.clientX, event.clientY)
    .map((each) => each.closest(".route[data-id]"))
    .filter(Boolean);
  return [...new Set(groups.map((each) => each.dataset.id))];
};

/** Let an SVG group act as a button: pointer, Enter and space; not at the end of a drag. */
cg.pressable = function (group, map, whenPressed) {
  group.addEventListener("click", (event) => {
    if (!(map.dragging && map.dragging.moved())) {
      whenPressed(event);
    }
  });
  group.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      event.stopPropagation();
      whenPressed(event);
    }
  });
};
