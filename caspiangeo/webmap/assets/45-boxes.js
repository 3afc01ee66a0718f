/** Boxes that must not overlap: symbols, glyphs, labels. */

cg.Boxes = class {
  constructor() {
    this.all = [];
  }

  /** Whether a box is clear of all others by `gap` pixels. */
  free(box, gap) {
    const by = gap || 0;
    return this.all.every(
      (each) =>
        box.right + by <= each.left ||
        each.right + by <= box.left ||
        box.bottom + by <= each.top ||
        each.bottom + by <= box.top
    );
  }

  add(box) {
    this.all.push(box);
  }

  static around(x, y, half) {
    return { left: x - half, right: x + half, top: y - half, bottom: y + half };
  }
};
