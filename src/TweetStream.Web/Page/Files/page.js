// The page: what is shown is the newest window as it comes, or one of the past while the view is paused.

import { Bars } from "./bars.js";
import { watch } from "./feed.js";
import * as format from "./format.js";
import { Rates } from "./lines.js";
import { fetchJson, Past } from "./past.js";
import { TagPanel } from "./tag.js";

const find = id => document.getElementById(id);
const shortestPicture = 100; // milliseconds
const past = new Past();
const bars = new Bars(find("bars"), tag => panel.open(tag, lastOf(Number(find("span").value)), state));
const rates = new Rates(find("rate"), view => look(view), view => point(view));
const panel = new TagPanel(find("tag"));

let state = { source: "", noun: "hashtags", window: 20, slide: 10, started: "", links: [] };
let newest; // as it came, result or not
let held; // the view that is looked at while the page is paused
let known = 0; // the number of the newest result
let isConnected = false;
let drawing; // the timer of what is to be drawn soon
let drawn = 0; // when
let ready; // when what holds for every window is known

watch({
  opened() {
    ready = begin();
  },
  lost() {
    isConnected = false;
    render();
  },
  async window(view, number) {
    await ready;
    const isResult = !view.provisional && view.posts > 0;
    const missed = number - known - (isResult ? 1 : 0);
    if (missed > 0) past.miss(missed);
    [newest, known] = [view, number];
    if (isResult) past.add([view]);
    renderSoon();
    if (missed > 0) catchUp();
  },
});

async function catchUp() {
  await past.fetchMissed().catch(() => {}); // Then the stream ends as well, and begins again.
  renderSoon();
  if (state.older) reach();
}

// Before the first window of a stream is looked at: whether it comes from the run that is known.
async function begin() {
  isConnected = true;
  try {
    const now = await fetchJson("api/state");
    if (now.started !== state.started) known = 0;
    state = now;
    find("day").hidden = !state.older;
  } catch {
    // The stream ends as well, and begins again.
  }
  render();
}

// Windows that come faster than anybody looks are drawn together.
function renderSoon() {
  drawing ??= setTimeout(render, drawn + shortestPicture - performance.now());
}

function render() {
  clearTimeout(drawing);
  drawing = undefined;
  drawn = performance.now();
  const view = held ?? newest;
  const status = statusOf();
  document.body.dataset.state = status.state;
  say(find("status-text"), status.text);
  find("title").textContent = titleOf(view);
  if (view) show(view);
  else say(find("empty"), state.source ? `Waiting for the first window of ${state.source}.` : "Waiting for the first window.");
  steer();
  line(view);
}

function statusOf() {
  if (!isConnected) return newest || state.source ? { state: "lost", text: "disconnected, trying again" } : { state: "connecting", text: "connecting" };
  if (held) return { state: "paused", text: "paused" };
  if (newest?.notice) return { state: "waiting", text: "waiting" };
  return newest ? { state: "live", text: "live" } : { state: "waiting", text: "waiting" };
}

function show(view) {
  const every = state.slide === state.window ? "" : `, every ${format.span(state.slide)}`;
  const facts = [format.windowOf(view), `${format.span(state.window)} window${every}`, view.posts ? format.rate(view.postsPerSecond) : "no posts"];
  if (view.provisional) facts.push("still open");
  if (view.revision) facts.push("corrected for late posts");
  find("subtitle").textContent = facts.join(" · ");
  note("notice", held ? undefined : view.notice);
  note("gap", view.gap && format.gapOf(view.gap));
  note("older-notice", past.notice);
  bars.show(view.top);
  find("empty").hidden = view.top.length > 0;
  find("empty").textContent = `No ${state.noun} in this window${held ? "" : " yet"}.`;
  find("facts").textContent = factsOf(view).join(" · ");
  find("png").href = view.provisional || !view.posts ? "window.png" : `window.png?end=${encodeURIComponent(view.end)}`;
  if (view.top[0]) say(find("spoken"), `First: ${view.top[0].display}`);
  document.title = view.top[0] ? `${view.top[0].display} · ${titleOf(view)}` : titleOf(view);
}

const titleOf = view => `${view?.rank === "rising" ? "Rising" : "Trending"} ${state.noun}`;

function factsOf(view) {
  const facts = [`source: ${state.source}`, `${format.counted(view.tags, state.noun)} in ${format.counted(view.posts, "posts")}`];
  if (view.lag !== undefined) facts.push(`lag ${format.seconds(view.lag)}`);
  for (const loss of ["late", "dropped", "missed"])
    if (view[loss]) facts.push(`${format.number(view[loss])} ${loss}`);
  if (view.overflow) facts.push(`${format.number(view.overflow)} given up beyond --max-tags`);
  return facts;
}

function note(id, text) {
  find(id).hidden = !text;
  say(find(id), text ?? "");
}

// What did not change is not written again, or a screen reader would say it again.
function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// The controls that say which window is shown.
function steer() {
  const last = past.length - 1;
  const place = held ? past.placeOf(held) : last;
  const slider = find("place");
  slider.max = Math.max(0, last);
  slider.value = Math.max(0, place);
  slider.disabled = last < 1;
  slider.ariaValueText = past.at(place) ? format.windowOf(past.at(place)) : "none";
  find("older").disabled = place <= 0;
  find("newer").disabled = !held || place >= last;
  find("live").disabled = !held;
  find("pause").textContent = held ? "Resume" : "Pause";
  find("pause").disabled = !newest;
}

function line(view) {
  const views = lastOf(Number(find("span").value));
  if (views.length === 0) return;
  find("lag-title").hidden = !rates.show(views, state.slide, held);
  const most = Math.max(...views.map(other => other.postsPerSecond));
  find("rate").ariaLabel = `Posts per second: ${format.rate(view?.postsPerSecond ?? 0)} in the window shown, ${format.rate(most)} at most in those of this chart`;
}

function lastOf(seconds) {
  const newest = past.newest && Date.parse(past.newest.end);
  return past.views.filter(view => newest - Date.parse(view.end) <= seconds * 1000);
}

function point(view) {
  find("readout").textContent = view
    ? [`${format.clock(view.end)} UTC`, format.rate(view.postsPerSecond), ...view.lag === undefined ? [] : [`lag ${format.seconds(view.lag)}`]].join(" · ")
    : "";
}

function look(view) {
  held = view;
  render();
}

async function step(by) {
  const place = (held ? past.placeOf(held) : past.length - 1) + by;
  if (place < 20 && await past.fetchOlder().catch(() => false)) return step(by);
  const view = past.at(place);
  if (view) look(view);
}

const goLive = () => look(undefined);
const pause = () => look(held ? undefined : newest);

find("pause").addEventListener("click", pause);
find("live").addEventListener("click", goLive);
find("older").addEventListener("click", () => step(-1));
find("newer").addEventListener("click", () => step(1));
find("place").addEventListener("input", event => look(past.at(Number(event.target.value))));
find("place").addEventListener("change", () => step(0));
find("span").addEventListener("change", () => reach());

// As far back as the chart is to show.
async function reach() {
  const reaches = () => past.length > 0 && Date.parse(past.newest.end) - Date.parse(past.at(0).end) >= Number(find("span").value) * 1000;
  while (!reaches() && await past.fetchOlder().catch(() => false));
  renderSoon();
}

const isDark = () => getComputedStyle(document.documentElement).colorScheme === "dark";
const tellTheme = () => say(find("theme"), isDark() ? "Light" : "Dark");

find("theme").addEventListener("click", () => {
  document.documentElement.dataset.theme = isDark() ? "light" : "dark";
  tellTheme();
  rates.redraw();
  panel.redraw();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", tellTheme);

const keys = {
  " ": { act: pause, but: "button, a, input, select" },
  ArrowLeft: { act: () => step(-1), but: "input, select" },
  ArrowRight: { act: () => step(1), but: "input, select" },
  Escape: { act: goLive, but: "select" },
};

// What a key does already where it is pressed goes first.
document.addEventListener("keydown", event => {
  const key = keys[event.key];
  if (!key || find("tag").open || event.ctrlKey || event.metaKey || event.altKey || event.target.closest(key.but)) return;
  event.preventDefault();
  key.act();
});

tellTheme();
render();
