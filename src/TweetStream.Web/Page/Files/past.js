// The results that this page knows, oldest first, each window once.

const pause = 10_000; // before older windows are asked for again that could not be reached

export class Past {
  /** Why older windows are missing; nothing where they are not. */
  notice;

  #views = [];
  #isComplete = false;
  #fetching;
  #missed = 0;
  #known; // the newest before some were missed
  #catchingUp;
  #again = 0;

  get length() { return this.#views.length; }
  get views() { return this.#views; }
  get newest() { return this.#views.at(-1); }

  at(place) { return this.#views[place]; }

  /** Takes views in any order; a window that is known already is replaced, since it was corrected. */
  add(views) {
    for (const view of views) {
      let place = this.#views.length;
      while (place > 0 && this.#views[place - 1].end > view.end) place--;
      const isKnown = place > 0 && this.#views[place - 1].end === view.end;
      this.#views.splice(isKnown ? place - 1 : place, isKnown ? 1 : 0, view);
    }
  }

  /** Of the view, or of the last before it: one that is open still, or empty, is not among them. */
  placeOf(view) { return this.#views.findLastIndex(known => known.end <= view.end); }

  /** So many after the newest that is known did not come. */
  miss(count) {
    if (this.#missed === 0) this.#known = this.newest;
    this.#missed += count;
  }

  /** What was missed; all that is kept, at first, and where too many were. One question at a time, however fast they come. */
  fetchMissed() {
    return this.#catchingUp ??= this.#fetchMissed().finally(() => this.#catchingUp = undefined);
  }

  async #fetchMissed() {
    while (this.#missed > 0) {
      const missed = this.#missed;
      const since = this.#known && missed < 1000 ? `&since=${encodeURIComponent(this.#known.end)}` : "";
      const views = await fetchJson(`api/windows?limit=1000${since}`);
      this.add(views);
      this.#missed -= missed;
      this.#known = views.at(-1) ?? this.#known;
    }
  }

  /** A thousand windows before the oldest that is known; false where there are none, or they cannot be reached, which the notice says. */
  fetchOlder() {
    return this.#fetching ??= this.#fetchOlder().finally(() => this.#fetching = undefined);
  }

  async #fetchOlder() {
    if (this.#isComplete || this.length === 0 || Date.now() < this.#again) return false;
    const answer = await fetchOk(`api/windows?limit=1000&before=${encodeURIComponent(this.at(0).end)}`);
    const views = await answer.json();
    this.notice = answer.headers.get("tweetstream-notice");
    if (this.notice) this.#again = Date.now() + pause;
    this.#isComplete = views.length === 0 && !this.notice;
    this.#views = [...views, ...this.#views];
    return views.length > 0;
  }
}

export const fetchJson = async path => (await fetchOk(path)).json();

async function fetchOk(path) {
  const answer = await fetch(path, { headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer;
}
