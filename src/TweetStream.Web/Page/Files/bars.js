// The ranking as bars that move when ranks change. Tags come from strangers: they are only ever text.

import { change, number, scoreOf } from "./format.js";

const stillness = matchMedia("(prefers-reduced-motion: reduce)");
const travel = { duration: 450, easing: "cubic-bezier(0.2, 0, 0, 1)" };

export class Bars {
  #list;
  #rows = new Map(); // by tag
  #open;

  /** @param {HTMLOListElement} list  @param {(tag: object) => void} open  what a click on a tag does */
  constructor(list, open) {
    this.#list = list;
    this.#open = open;
  }

  show(top) {
    const focused = document.activeElement;
    const places = new Map([...this.#rows].map(([tag, row]) => [tag, row.item.offsetTop]));
    const highest = Math.max(1, ...top.map(valueOf));
    const isFirstWindow = top.every(tag => tag.previous <= 0);
    for (const tag of this.#rows.keys())
      if (!top.some(ranked => ranked.tag === tag)) this.#remove(tag);
    top.forEach((tag, rank) => {
      const row = this.#rows.get(tag.tag) ?? this.#add(tag.tag);
      fill(row, tag, Math.max(0, valueOf(tag) / highest), top.length > 1 ? rank / (top.length - 1) : 0, isFirstWindow);
      if (this.#list.children[rank] !== row.item) this.#list.insertBefore(row.item, this.#list.children[rank] ?? null);
    });
    if (document.activeElement !== focused && this.#list.contains(focused)) focused.focus({ preventScroll: true });
    if (!stillness.matches) this.#move(places);
  }

  #add(tag) {
    const item = document.createElement("li");
    const name = document.createElement("button");
    name.type = "button";
    name.append(Object.assign(document.createElement("bdi"), { dir: "auto" }));
    const [track, bar, score, count, changed] = ["track", "bar", "score", "count", "change"].map(kind => Object.assign(document.createElement("span"), { className: kind }));
    bar.ariaHidden = "true";
    track.append(bar, score, count, changed);
    item.append(name, track);
    const row = { item, name, bar, score, count, changed, tag: undefined };
    name.addEventListener("click", () => this.#open(row.tag));
    this.#rows.set(tag, row);
    return row;
  }

  #remove(tag) {
    this.#rows.get(tag).item.remove();
    this.#rows.delete(tag);
  }

  // From where each row was to where it is now.
  #move(places) {
    for (const [tag, { item }] of this.#rows) {
      const before = places.get(tag);
      if (before === undefined) item.animate([{ opacity: 0 }, { opacity: 1 }], travel);
      else if (before !== item.offsetTop) item.animate([{ transform: `translateY(${before - item.offsetTop}px)` }, { transform: "none" }], travel);
    }
  }
}

// Where tags are ranked by their scores, the bars are the scores.
const valueOf = tag => tag.score ?? tag.count;

function fill(row, tag, share, place, isFirstWindow) {
  row.tag = tag;
  const name = row.name.firstChild;
  if (name.textContent !== tag.display) name.textContent = tag.display;
  row.name.title = tag.display;
  row.bar.style.setProperty("--share", share);
  row.bar.style.backgroundColor = place < 0.5 ? mix("--first", "--middle", place * 2) : mix("--middle", "--last", place * 2 - 1);
  row.score.textContent = tag.score === undefined ? "" : scoreOf(tag.score);
  row.count.textContent = number(tag.count);
  const { how, sign, text } = change(tag);
  row.changed.className = `change ${how}`;
  row.changed.replaceChildren();
  if (isFirstWindow) return;
  if (sign) {
    const arrow = Object.assign(document.createElement("span"), { textContent: `${sign} `, ariaHidden: "true" });
    row.changed.append(arrow, Object.assign(document.createElement("span"), { className: "unseen", textContent: how }), ` ${text}`);
  } else {
    row.changed.append(text);
  }
}

const mix = (from, to, share) => `color-mix(in oklab, var(${from}), var(${to}) ${Math.round(share * 100)}%)`;
