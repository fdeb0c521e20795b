// The stream of windows. It comes back by itself, whatever ended it; how it stands is told to those who look.

const longestSilence = 30_000; // The server says something every ten seconds.
const pause = 2_000;

/**
 * @param {{opened: () => void, lost: () => void, window: (view: object, number: number) => void}} viewer
 */
export function watch(viewer) {
  let source, silence;

  const hear = () => {
    clearTimeout(silence);
    silence = setTimeout(again, longestSilence);
  };

  const again = () => {
    clearTimeout(silence);
    source?.close();
    viewer.lost();
    setTimeout(open, pause);
  };

  const open = () => {
    source = new EventSource("events");
    source.onopen = () => { hear(); viewer.opened(); };
    source.addEventListener("beat", hear);
    source.addEventListener("window", event => { hear(); viewer.window(JSON.parse(event.data), Number(event.lastEventId)); });
    source.onerror = again;
    hear();
  };

  open();
}
