// What one tag did in the windows that are known, and where its posts can be read.

import { clock, counted, number } from "./format.js";
import { TagLine } from "./lines.js";

export class TagPanel {
  #dialog; #line;

  constructor(dialog) {
    this.#dialog = dialog;
    this.#line = new TagLine(dialog.querySelector("#tag-line"));
    dialog.querySelector("#tag-close").addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", event => { if (event.target === dialog) dialog.close(); });
  }

  open(tag, views, state) {
    const find = name => this.#dialog.querySelector(name);
    const ranked = views.map(view => view.top.find(other => other.tag === tag.tag));
    const counts = ranked.filter(Boolean).map(other => other.count);
    const most = Math.max(0, ...counts);
    const at = ranked.findIndex(other => other?.count === most);
    find("#tag-name").textContent = tag.display;
    find("#tag-facts").textContent = at < 0
      ? `${counted(tag.count, "posts")} in this window.`
      : `${counted(tag.count, "posts")} in this window, ${number(most)} at most, at ${clock(views[at].end)} UTC; ranked in ${number(counts.length)} of ${counted(views.length, "windows")}.`;
    find("#tag-line").ariaLabel = `${tag.display}: ${counted(tag.count, "posts")} in this window, ${number(most)} at most`;
    find("#tag-links").replaceChildren(...links(tag, state));
    this.#dialog.showModal();
    this.#line.show(views.map(view => Date.parse(view.end) / 1000), ranked.map(other => other?.count ?? null));
  }

  redraw() { this.#line.redraw(); }
}

function links(tag, state) {
  if (!tag.tag.startsWith("#")) return [];
  return state.links.map(({ name, url }) => Object.assign(document.createElement("a"), {
    href: url.replace("{tag}", encodeURIComponent(tag.tag.slice(1))),
    target: "_blank",
    rel: "noopener noreferrer",
    textContent: `Posts on ${name}`,
  }));
}
