/**
 * Lines that run side by side are laid next to each other, a fixed number of pixels apart, so that
 * two pipelines and a railway in one valley can be told apart on a small scale.
 *
 * All in pixels of one zoom. Lines are laid one after the other. A line that comes near one already
 * laid, in the same or the opposite direction, takes the nearest free lane beside it; the first line
 * of such a bundle keeps its true place. Lines that share one way (trains on one track, ships on one
 * lane) stay on top of each other. From zoom 10 on every line stands where it is.
 */
cg.lanes = (function () {
  const STEP = 5;
  const GAP = 6.5;
  const REACH = 9;
  const SAME = 1;
  const LEAST_RUN = 7;
  const SMOOTH = 6;
  const SIDES = [1, -1, 2, -2, 3, -3];

  /** Points at most STEP apart, every vertex kept, each with its direction. */
  function sample(points) {
    const samples = [];
    points.forEach((point, at) => {
      const before = points[at - 1];
      if (before) {
        const parts = Math.ceil(Math.hypot(point.x - before.x, point.y - before.y) / STEP);
        for (let part = 1; part < parts; part += 1) {
          const share = part / parts;
          samples.push({
            x: before.x + (point.x - before.x) * share,
            y: before.y + (point.y - before.y) * share,
          });
        }
      }
      samples.push({ x: point.x, y: point.y });
    });
    samples.forEach((each, at) => {
      const from = samples[Math.max(0, at - 2)];
      const to = samples[Math.min(samples.length - 1, at + 2)];
      const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
      each.dx = (to.x - from.x) / length;
      each.dy = (to.y - from.y) / length;
      each.shift = { x: 0, y: 0 };
    });
    return samples;
  }

  /** Squares of the plane, to find neighbours without looking at every sample. */
  class Grid {
    constructor() {
      this.cells = new Map();
    }

    static key(column, row) {
      return column * 1e6 + row;
    }

    add(each) {
      const key = Grid.key(Math.floor(each.x / REACH), Math.floor(each.y / REACH));
      const cell = this.cells.get(key);
      if (cell) {
        cell.push(each);
      } else {
        this.cells.set(key, [each]);
      }
    }

    /** The nearest sample that runs the same or the opposite way; a shared way before others. */
    nearest(point, way) {
      let best = null;
      let least = REACH * 1.4;
      const column = Math.floor(point.x / REACH);
      const row = Math.floor(point.y / REACH);
      for (let c = column - 2; c <= column + 2; c += 1) {
        for (let r = row - 2; r <= row + 2; r += 1) {
          for (const each of this.cells.get(Grid.key(c, r)) || []) {
            const shared = way !== null && each.way === way;
            const apart = Math.hypot(each.x - point.x, each.y - point.y);
            if (shared && apart < SAME) {
              return { sample: each, apart, shared };
            }
            const along = Math.abs(each.dx * point.dx + each.dy * point.dy) > 0.85;
            if (!shared && along && apart < least) {
              best = { sample: each, apart, shared };
              least = apart;
            }
          }
        }
      }
      return best;
    }
  }

  /** Neighbouring samples that follow the same first line of a bundle. */
  function runs(samples, links) {
    const found = [];
    links.forEach((link, at) => {
      const last = found[found.length - 1];
      if (!link) {
        return;
      }
      const same = last && last.root === link.root && last.shared === link.shared;
      if (same && last.end === at - 1) {
        last.end = at;
      } else {
        found.push({ root: link.root, shared: link.shared, start: at, end: at });
      }
    });
    return found.filter((run) => {
      const own = links.slice(run.start, run.end + 1);
      const apart = own.reduce((sum, link) => sum + link.apart, 0) / own.length;
      return run.shared || (own.length >= LEAST_RUN && apart < REACH);
    });
  }

  /** The free lane nearest to where the line truly runs. */
  function freeLane(own, rootLine) {
    const indexes = own.map((link) => link.index);
    const from = Math.min(...indexes);
    const to = Math.max(...indexes);
    const mean = own.reduce((sum, link) => sum + link.side, 0) / own.length;
    const taken = new Set(rootLine.taken.slice(from, to + 1).flatMap((lanes) => [...lanes]));
    const free = SIDES.filter((lane) => !taken.has(lane));
    const lanes = (free.length ? free : SIDES).sort(
      (a, b) => Math.abs(a * GAP - mean) - Math.abs(b * GAP - mean)
    );
    for (let at = from; at <= to; at += 1) {
      rootLine.taken[at].add(lanes[0]);
    }
    return lanes[0];
  }

  /** Where a sample lies from the first line of its bundle: index there, and signed distance. */
  function link(point, near) {
    const { root, index } = near.sample.bundle;
    const first = root.samples[index];
    return {
      root,
      index,
      apart: near.apart,
      shared: near.shared,
      beside: near.sample,
      side: (point.x - first.x) * -first.dy + (point.y - first.y) * first.dx,
    };
  }

  /** Move the samples of one run onto their lane. */
  function shift(samples, run, links) {
    const own = links.slice(run.start, run.end + 1);
    const lane = run.shared ? null : freeLane(own, run.root);
    own.forEach((each, at) => {
      const point = samples[run.start + at];
      if (run.shared) {
        point.shift = { ...each.beside.shift };
      } else {
        const first = run.root.samples[each.index];
        const across = lane * GAP - each.side;
        point.shift = { x: -first.dy * across, y: first.dx * across };
      }
      point.bundle = { root: each.root, index: each.index };
    });
  }

  /** Take the corners out of the shifts, so that a line eases into its lane and out of it. */
  function smooth(samples) {
    for (const axis of ["x", "y"]) {
      const raw = samples.map((each) => each.shift[axis]);
      const sums = [0];
      raw.forEach((value, at) => sums.push(sums[at] + value));
      samples.forEach((each, at) => {
        const from = Math.max(0, at - SMOOTH);
        const to = Math.min(samples.length, at + SMOOTH + 1);
        each.shift[axis] = (sums[to] - sums[from]) / (to - from);
      });
    }
  }

  /** Lay one line beside those already in the grid. */
  function layOne(line, grid) {
    const samples = sample(line.points);
    const laid = { samples, taken: samples.map(() => new Set([0])) };
    samples.forEach((each, index) => {
      each.way = line.way;
      each.bundle = { root: laid, index };
    });
    const links = samples.map((point) => {
      const near = grid.nearest(point, line.way);
      return near && link(point, near);
    });
    runs(samples, links).forEach((run) => shift(samples, run, links));
    smooth(samples);
    samples.forEach((each) => grid.add(each));
    return samples.map((each) => L.point(each.x + each.shift.x, each.y + each.shift.y));
  }

  /** Lay lines of {points, way}; gives the points to draw, line by line. */
  return function (lines) {
    const grid = new Grid();
    return lines.map((line) => layOne(line, grid));
  };
})();
