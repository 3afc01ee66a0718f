/** Published figures, each with its source: the pieces of the details and of the report. */

/** Title, publisher, date and licence of a source, the title a link; in brief without licence. */
cg.source = function (at, inBrief) {
  const source = cg.data.sources[at];
  const date = source.published ? cg.date(source.published) : cg.word("undated");
  const publisher = source.title.includes(source.publisher) ? null : source.publisher;
  const licence = inBrief ? null : source.licence || cg.word("no-licence");
  const rest = [publisher, date, licence].filter(Boolean).join(" · ");
  return cg.el(
    "span",
    { class: "source" },
    cg.link(source.title, source.url),
    " · " + rest
  );
};

/** What a figure is about besides its value: part, period, perimeter, kind. */
cg.aspects = function (figure) {
  const aspects = [];
  const add = (text) => text && aspects.push(text);
  if (figure.part && figure.part !== "total") {
    const known = cg.data.words["part." + figure.part];
    add(known || cg.country(figure.part));
  }
  if (figure.start || figure.end) {
    add(cg.period(figure.start, figure.end));
  } else if (figure.as_of) {
    add(cg.say("state-of", { date: cg.date(figure.as_of) }));
  }
  add(figure.perimeter);
  if (figure.kind && !["stated", "actual"].includes(figure.kind)) {
    add(cg.word("kind." + figure.kind));
  }
  return aspects;
};

/** One figure with its aspects, note and source, as an item of a list. */
cg.figureItem = function (figure, heading, inBrief) {
  const aspects = cg.aspects(figure);
  return cg.el(
    "li",
    { class: "figure", "data-figure": figure.id },
    heading ? cg.el("span", { class: "quantity" }, heading + " ") : null,
    cg.el(
      "strong",
      { class: figure.value === undefined && figure.low === undefined ? "said" : "value" },
      cg.figure(figure)
    ),
    aspects.length ? cg.el("span", { class: "aspects" }, " " + aspects.join(" · ")) : null,
    figure.note ? cg.el("span", { class: "note" }, figure.note) : null,
    cg.source(figure.source, inBrief)
  );
};

/** "oil-shipped" is "Oil shipped:". */
cg.quantity = function (quantity) {
  const words = quantity.replace(/[_-]/g, " ");
  return words[0].toUpperCase() + words.slice(1) + ":";
};

cg.section = function (title, ...content) {
  const filled = content.flat().filter(Boolean);
  if (filled.length === 0) {
    return null;
  }
  return cg.el("section", { class: "block" }, cg.el("h3", {}, title), filled);
};

cg.figureList = function (figures, withQuantity, inBrief) {
  if (!figures || figures.length === 0) {
    return null;
  }
  return cg.el(
    "ul",
    { class: "figures" },
    figures.map((each) =>
      cg.figureItem(each, withQuantity ? cg.quantity(each.quantity) : null, inBrief)
    )
  );
};

/** The status on the day, in words: "operating since June 2006". */
cg.statusWords = function (record) {
  const title = cg.data.style.strokes[record.status].title;
  const since = record.status_row && record.status_row.since;
  return since ? cg.say("since", { status: title, date: cg.date(since) }) : title;
};
