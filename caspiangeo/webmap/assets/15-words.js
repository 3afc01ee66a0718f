/** Numbers, dates and figures in words. */

cg.number = function (value, digits) {
  const options = { maximumFractionDigits: digits === undefined ? 3 : digits };
  return new Intl.NumberFormat(cg.data.page.lang, options).format(value);
};

/** A date as precise as it was given: a year, a month or a day. */
cg.date = function (text) {
  const [year, month, day] = text.split("-").map(Number);
  if (!month) {
    return text;
  }
  const options = { year: "numeric", month: "long", timeZone: "UTC" };
  if (day) {
    options.day = "numeric";
  }
  const moment = new Date(Date.UTC(year, month - 1, day || 1));
  const language = cg.data.page.lang === "en" ? "en-GB" : cg.data.page.lang;
  return new Intl.DateTimeFormat(language, options).format(moment);
};

/** From when to when, in whole months or years where it is whole ones. */
cg.period = function (start, end) {
  if (!start || !end) {
    return start || end ? cg.date(start || end) : "";
  }
  const [from, to] = cg.whole(start, end);
  if (from === to) {
    return cg.date(from);
  }
  const year = from.slice(0, 4) === to.slice(0, 4) ? " " + to.slice(0, 4) : "";
  const first = year && from.length > 4 ? cg.date(from).replace(year, "") : cg.date(from);
  return cg.say("from-to", { from: first, to: cg.date(to) });
};

/** 2023-01-01 and 2023-12-31 are 2023; 2023-03-01 and 2023-08-31 are 2023-03 and 2023-08. */
cg.whole = function (start, end) {
  const [year, month, day] = end.split("-").map(Number);
  const last = day && new Date(Date.UTC(year, month, 0)).getUTCDate() === day;
  if (!last || !start.endsWith("-01") || start.length < 10) {
    return [start, end];
  }
  if (month === 12 && start.endsWith("-01-01")) {
    return [start.slice(0, 4), end.slice(0, 4)];
  }
  return [start.slice(0, 7), end.slice(0, 7)];
};

/** Units as one writes them. */
cg.unit = function (unit) {
  return cg.data.words["unit." + unit] || unit || "";
};

/** A figure as one would say it: "more than 340 km", "380 to 400 km", or its text. */
cg.figure = function (figure) {
  const unit = figure.unit && figure.unit !== "count" ? "\u00a0" + cg.unit(figure.unit) : "";
  if (figure.value !== undefined) {
    const words = cg.number(figure.value) + unit;
    return figure.qualifier ? figure.qualifier + " " + words : words;
  }
  if (figure.low !== undefined && figure.high !== undefined) {
    const least = (figure.qualifier || "").includes("at least") ? "at least " : "";
    return least + cg.number(figure.low) + " to " + cg.number(figure.high) + unit;
  }
  return figure.text || "";
};

/** The name of a country by its two letters; other texts as they are. */
cg.country = function (code) {
  if (!/^[A-Z]{2}$/.test(code)) {
    return code;
  }
  return new Intl.DisplayNames(cg.data.page.lang, { type: "region" }).of(code);
};

cg.countries = function (site) {
  return site.countries.map(cg.country).join(", ");
};

/** Kilometres to the nearest whole one, as sums and computed lengths are shown. */
cg.km = function (value) {
  return cg.number(value, 0) + "\u00a0km";
};

/** A text in which accents, case and the like do not count, for searching. */
cg.plain = function (text) {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/ı/g, "i")
    .replace(/ə/g, "e")
    .replace(/қ/g, "к")
    .replace(/ғ/g, "г")
    .replace(/ң/g, "н")
    .replace(/[үұ]/g, "у")
    .replace(/ө/g, "о");
};
