/** The report panel: what the news said, each statement tied to its lines and figures. */

cg.report = function (place) {
  const report = cg.data.report;
  if (!report) {
    return;
  }
  place.append(
    cg.el("h2", {}, report.heading),
    cg.el("p", { class: "report-source" }, cg.source(report.source, true)),
    cg.el("ol", { class: "report" }, report.items.map(cg.reportItem))
  );
};

cg.reportItem = function (item) {
  return cg.el(
    "li",
    {},
    cg.el("p", { class: "statement" }, item.text),
    item.figures.length ? cg.figureList(item.figures, false, true) : null,
    item.records.map((id) => cg.reportRecord(cg.record(id))),
    item.note ? cg.el("p", { class: "note" }, item.note) : null
  );
};

/** A record of a statement: a button to it, its status on the day and its published length. */
cg.reportRecord = function (record) {
  const facts = [];
  if (record.status && record.status_row) {
    facts.push(cg.statusWords(record));
  }
  if (record.published) {
    facts.push(cg.figure(record.published) + " " + cg.word("published"));
  } else if (cg.isRoute(record)) {
    facts.push(cg.word("no-length"));
  }
  return cg.el(
    "p",
    { class: "report-record" },
    cg.chip(record),
    facts.length ? cg.el("span", { class: "aspects" }, " " + facts.join(" · ")) : null
  );
};
