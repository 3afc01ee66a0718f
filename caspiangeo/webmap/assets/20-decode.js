/** Lines and rings travel as text: differences in whole steps, five bits a character. */

cg.alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** The whole numbers of a code, see caspiangeo.webmap.basemap.encode. */
cg.numbers = function (code) {
  const numbers = [];
  let number = 0;
  let weight = 1;
  for (const character of code) {
    const group = cg.alphabet.indexOf(character);
    number += (group % 32) * weight;
    weight *= 32;
    if (group < 32) {
      numbers.push(number % 2 ? -(number + 1) / 2 : number / 2);
      number = 0;
      weight = 1;
    }
  }
  return numbers;
};

/** Turn a code in steps of so many degrees into [[lat, lon], ...]. */
cg.decode = function (code, step) {
  const numbers = cg.numbers(code);
  const points = [];
  let lon = 0;
  let lat = 0;
  for (let at = 0; at + 1 < numbers.length; at += 2) {
    lon += numbers[at];
    lat += numbers[at + 1];
    points.push([lat * step, lon * step]);
  }
  return points;
};

/** Put the figures, which travel as rows of one table, where the records refer to them. */
cg.unpack = function (data) {
  const { columns, texts, rows } = data.figures;
  const numbers = ["value", "low", "high", "source"];
  const figures = rows.map((row) => {
    const figure = {};
    row.forEach((cell, at) => {
      const value = numbers.includes(columns[at]) ? cell : texts[cell];
      if (value !== "") {
        figure[columns[at]] = value;
      }
    });
    figure.id = figure.id.startsWith("=")
      ? figure.id.slice(1)
      : [figure.subject, figure.quantity, figure.id].join("--");
    return figure;
  });
  const items = data.report ? data.report.items : [];
  const records = [...data.routes, ...data.sites, ...data.services, ...data.corridors, ...items];
  for (const record of records) {
    for (const key of ["rivals", "parts", "flows", "statements", "figures"]) {
      record[key] = record[key] && record[key].map((at) => figures[at]);
    }
    record.published = record.published === undefined ? undefined : figures[record.published];
  }
  return data;
};
