// The lines: posts per second and lag over time, and the counts of one tag.

import { clock } from "./format.js";

const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const font = "12px Inter, sans-serif";

/** A line chart that fits its box, draws itself anew in other colours, and is told what to draw by shape(). */
class Chart {
  #box; #shape; #plot; #data;

  constructor(box, shape) {
    this.#box = box;
    this.#shape = shape;
    new ResizeObserver(() => this.#plot?.setSize(this.#size())).observe(box);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.redraw());
  }

  show(data) {
    this.#data = data;
    if (this.#plot) this.#plot.setData(data);
    else this.redraw();
  }

  redraw() {
    this.#plot?.destroy();
    this.#plot = this.#data ? new uPlot({ ...this.#size(), ...this.#shape() }, this.#data, this.#box) : undefined;
  }

  #size() { return { width: Math.max(200, this.#box.clientWidth), height: this.#box.clientHeight }; }
}

const axis = more => ({ stroke: colour("--quiet"), font, grid: { stroke: colour("--rule"), width: 1 }, ticks: { show: false }, ...more });
const times = () => axis({ grid: { show: false }, values: (_, ticks) => ticks.map(tick => clock(tick * 1000)), space: 90, size: 30 });
const figures = more => axis({ size: 52, space: 28, values: (_, ticks) => ticks.map(tick => tick.toLocaleString("en")), ...more });
const fromZero = (_, __, most) => [0, most > 0 ? most * 1.15 : 1];
const apart = (_, least, most) => least === most ? [least - 60, most + 60] : [least, most];
const dots = { size: 5, show: plot => plot.data[0].length < 40 };

export class Rates {
  #chart; #views = []; #marked; #hasLag = false;

  /** @param {(view: object) => void} picked  what a click at a window does  @param {(view?: object) => void} pointed  what is under the pointer */
  constructor(box, picked, pointed) {
    this.#chart = new Chart(box, () => this.#shape(picked, pointed));
  }

  /** @param {object[]} views  oldest first  @param {number} slide  in seconds  @param {object=} marked  one that is looked at */
  show(views, slide, marked) {
    this.#views = views;
    this.#marked = marked;
    const hadLag = this.#hasLag;
    this.#hasLag = views.some(view => view.lag !== undefined);
    this.#chart.show(series(views, slide));
    if (hadLag !== this.#hasLag) this.#chart.redraw();
    return this.#hasLag;
  }

  redraw() { this.#chart.redraw(); }

  #shape(picked, pointed) {
    return {
      legend: { show: false },
      cursor: { y: false, points: { size: 7 } },
      scales: { x: { range: apart }, y: { range: fromZero }, lag: { range: fromZero } },
      axes: [times(), figures(), figures({ scale: "lag", side: 1, grid: { show: false }, show: this.#hasLag })],
      series: [
        {},
        { stroke: colour("--line"), fill: colour("--line-soft"), width: 2, points: dots },
        { scale: "lag", stroke: colour("--lag"), width: 1.5, dash: [4, 4], points: { show: false }, show: this.#hasLag },
      ],
      hooks: {
        drawClear: [plot => this.#shade(plot)],
        draw: [plot => this.#mark(plot)],
        setCursor: [plot => pointed(plot.cursor.idx === null ? undefined : this.#near(plot, plot.cursor.idx))],
        ready: [plot => plot.over.addEventListener("click", () => {
          const view = plot.cursor.idx === null ? undefined : this.#near(plot, plot.cursor.idx);
          if (view) picked(view);
        })],
      },
    };
  }

  #near(plot, index) {
    const time = plot.data[0][index];
    return this.#views.find(view => Date.parse(view.end) / 1000 === time);
  }

  // Where posts are missing the figures are too low.
  #shade(plot) {
    plot.ctx.fillStyle = colour("--warn-ground");
    for (const { gap } of this.#views) {
      if (!gap) continue;
      const from = plot.valToPos(Date.parse(gap.from) / 1000, "x", true);
      const to = gap.to ? plot.valToPos(Date.parse(gap.to) / 1000, "x", true) : plot.bbox.left + plot.bbox.width;
      const left = Math.max(plot.bbox.left, from), right = Math.min(plot.bbox.left + plot.bbox.width, Math.max(to, from + 3));
      if (right > left) plot.ctx.fillRect(left, plot.bbox.top, right - left, plot.bbox.height);
    }
  }

  #mark(plot) {
    if (!this.#marked) return;
    const place = plot.valToPos(Date.parse(this.#marked.end) / 1000, "x", true);
    plot.ctx.fillStyle = colour("--ink");
    plot.ctx.fillRect(Math.round(place), plot.bbox.top, 2, plot.bbox.height);
  }
}

export class TagLine {
  #chart;

  constructor(box) {
    this.#chart = new Chart(box, () => ({
      legend: { show: false },
      cursor: { y: false, points: { size: 7 } },
      scales: { x: { range: apart }, y: { range: fromZero } },
      axes: [times(), figures()],
      series: [{}, { stroke: colour("--line"), fill: colour("--line-soft"), width: 2, points: dots }],
    }));
  }

  show(times, counts) { this.#chart.show([times, counts]); }

  redraw() { this.#chart.redraw(); }
}

// Between two results that are further apart than a slide no post came: the line goes down to nothing and up again, or,
// where posts are missing, it is broken.
function series(views, slide) {
  const [times, rates, lags] = [[], [], []];
  const add = (time, rate, lag) => { times.push(time); rates.push(rate); lags.push(lag); };
  views.forEach((view, i) => {
    const end = Date.parse(view.end) / 1000;
    const before = times.at(-1);
    if (i > 0 && end - before > slide * 1.5) {
      const between = view.gap ? null : 0;
      add(before + slide, between, null);
      if (end - slide > before + slide) add(end - slide, between, null);
    }
    add(end, view.postsPerSecond, view.lag ?? null);
  });
  return [times, rates, lags];
}
