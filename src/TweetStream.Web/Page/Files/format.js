// Numbers and times in the words of the picture: English, and UTC as the windows are.

// Halves are rounded as .NET rounds them, so that page and picture never differ by one.
const halves = { roundingMode: "halfEven" };
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0, ...halves });
const tenth = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1, ...halves });

export const number = value => whole.format(value);

export function clock(time, withDate = false) {
  const iso = new Date(time).toISOString();
  const second = iso.endsWith(".000Z") ? iso.slice(11, 19) : iso.slice(11, 23);
  return withDate ? `${iso.slice(0, 10)} ${second}` : second;
}

/** Seconds as a person says them: 20 s, 5 min, 1 h. */
export function span(seconds) {
  if (seconds >= 3600 && seconds % 3600 === 0) return `${seconds / 3600} h`;
  if (seconds >= 120 && seconds % 60 === 0) return `${seconds / 60} min`;
  return `${seconds} s`;
}

/** Posts per second, or per minute or hour where that would be a row of noughts. */
export function rate(perSecond) {
  if (perSecond >= 0.1 || perSecond === 0) return `${tenth.format(perSecond)} posts/s`;
  return perSecond * 60 >= 0.1 ? `${tenth.format(perSecond * 60)} posts/min` : `${tenth.format(perSecond * 3600)} posts/h`;
}

export const scoreOf = value => tenth.format(value);

export const seconds = value => `${tenth.format(value)} s`;

export const counted = (count, nouns) => `${number(count)} ${count === 1 ? nouns.slice(0, -1) : nouns}`;

/** Windows with their dates where they are not of today. */
export function windowOf(view) {
  const today = new Date().toISOString().slice(0, 10);
  const dated = !(view.start.startsWith(today) && view.end.startsWith(today));
  return `${clock(view.start, dated)} – ${clock(view.end, dated)} UTC`;
}

/** What became of a tag since the window before: how, its sign, and the figure. */
export function change(tag) {
  if (tag.previous <= 0) return { how: "new", sign: "", text: "new" };
  if (tag.count === tag.previous) return { how: "same", sign: "", text: "=" };
  const ratio = tag.count / tag.previous;
  if (ratio < 1) return { how: "down", sign: "▼", text: percent(1 - ratio) };
  return { how: "up", sign: "▲", text: ratio < 10 ? percent(ratio - 1) : ratio < 999.5 ? `×${Math.round(ratio)}` : "×999+" };
}

const percent = share => share < 0.005 ? "<1%" : `${number(share * 100)}%`;

export function gapOf(gap) {
  const what = gap.posts === undefined ? "Posts may be missing" : `${counted(gap.posts, "posts")} ${gap.posts === 1 ? "is" : "are"} missing`;
  return gap.to ? `${what} between ${clock(gap.from)} and ${clock(gap.to)} UTC.` : `${what} since ${clock(gap.from)} UTC.`;
}
