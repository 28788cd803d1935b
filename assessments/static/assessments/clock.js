// Shows the time that is left. The server sent the seconds; this counts them
// down on the browser's monotonic clock, so that its wall clock does not matter.
const SPOKEN = [300, 60]; // seconds at which the time left is read aloud

export function showClock({ remaining, left }, whenOver) {
  const face = document.querySelector("[data-clock]");
  const voice = document.querySelector("[data-clock-status]");
  const spoken = new Set(SPOKEN.filter((s) => s >= Number(remaining)));
  let end = 0;
  let timer = 0;

  const words = (seconds) => {
    const [value, unit] =
      seconds > 90 ? [Math.ceil(seconds / 60), "minute"] : [seconds, "second"];
    const number = new Intl.NumberFormat(document.documentElement.lang, {
      style: "unit",
      unit,
      unitDisplay: "long",
    });
    return left.replace("%t", number.format(value));
  };

  const tick = () => {
    const seconds = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    face.textContent = words(seconds);
    for (const moment of SPOKEN) {
      if (seconds <= moment && !spoken.has(moment)) {
        spoken.add(moment);
        voice.textContent = words(seconds);
      }
    }
    if (seconds === 0) {
      clearInterval(timer);
      timer = 0;
      whenOver();
    }
  };

  // Every reply brings the seconds anew: more of them may have been granted.
  const set = (seconds) => {
    end = performance.now() + seconds * 1000;
    if (timer || seconds > 0) {
      clearInterval(timer);
      timer = setInterval(tick, 1000);
    }
    tick();
  };
  // Not before whoever called this knows its result.
  queueMicrotask(() => set(Number(remaining)));
  return { set };
}
