/** The scale bar: true on the WGS 84 ellipsoid along the parallel in the middle of the view. */

/** Metres on the ground under one pixel, eastwards, at a latitude and a zoom. */
cg.metresPerPixel = function (lat, zoom) {
  const radius = 6378137; // semi-major axis of WGS 84, m
  const flattening = 1 / 298.257223563;
  const squared = flattening * (2 - flattening);
  const phi = (lat * Math.PI) / 180;
  const parallel = (radius * Math.cos(phi)) / Math.sqrt(1 - squared * Math.sin(phi) ** 2);
  return (2 * Math.PI * parallel) / (256 * 2 ** zoom);
};

cg.scale = function (map) {
  const text = cg.el("span", { class: "scale-text" });
  const bar = cg.svg("path", {});
  const picture = cg.svg("svg", { height: 8, "aria-hidden": "true", focusable: "false" }, bar);
  const box = cg.el("div", { class: "scale" }, text, picture);
  map.getContainer().append(box);
  const draw = () => {
    const metres = cg.metresPerPixel(map.getCenter().lat, map.getZoom());
    const most = (metres * 150) / 1000;
    const power = 10 ** Math.floor(Math.log10(most));
    const km = [5, 2, 1].map((each) => each * power).find((each) => each <= most);
    const wide = (km * 1000) / metres;
    picture.setAttribute("width", Math.ceil(wide) + 2);
    bar.setAttribute("d", "M1 1V7H" + (wide + 1).toFixed(1) + "V1");
    const lat = cg.number(map.getCenter().lat, 0);
    text.textContent = cg.say("scale", { km: cg.number(km), lat });
  };
  map.on("moveend", draw);
  draw();
};
