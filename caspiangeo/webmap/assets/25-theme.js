/** Light and dark: the system decides until the reader does. */

cg.theme = function () {
  const chosen = document.documentElement.dataset.theme;
  if (window.matchMedia("print").matches) {
    return "light";
  }
  if (chosen === "light" || chosen === "dark") {
    return chosen;
  }
  return window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
};

cg.setTheme = function (theme) {
  document.documentElement.dataset.theme = theme;
  cg.tell("theme");
};

/** A variable of the style sheet (a colour of the theme, a font), for what is drawn by script. */
cg.variable = function (name) {
  return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
};

cg.watchTheme = function (button) {
  const label = () => {
    const dark = cg.theme() === "dark";
    button.setAttribute("aria-pressed", String(dark));
  };
  button.addEventListener("click", () => {
    cg.setTheme(cg.theme() === "dark" ? "light" : "dark");
  });
  for (const query of ["(prefers-color-scheme: dark)", "print"]) {
    window.matchMedia(query).addEventListener("change", () => cg.tell("theme"));
  }
  cg.on("theme", label);
  label();
};
