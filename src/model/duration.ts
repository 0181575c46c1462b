// Durations and times of day in words.

/** `0:07`, `4:05`, `1:00:00`: whole seconds, rounded up so that a countdown shows 0:00 only when it is over. */
export function formatCountdown(milliseconds: number): string {
  return formatSeconds(Math.ceil(Math.max(0, milliseconds) / 1000));
}

/** As {@link formatCountdown}, rounded down: time that has passed. */
export function formatElapsed(milliseconds: number): string {
  return formatSeconds(Math.floor(Math.max(0, milliseconds) / 1000));
}

/** `7 seconds`, `4 minutes 5 seconds`, `1 hour`: for a screen reader and for sentences. */
export function durationInWords(milliseconds: number): string {
  const total = Math.round(Math.max(0, milliseconds) / 1000);
  const parts = [
    [Math.floor(total / 3600), 'hour'],
    [Math.floor((total % 3600) / 60), 'minute'],
    [total % 60, 'second'],
  ] as const;
  const said = parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`);
  return said.length === 0 ? '0 seconds' : said.join(' ');
}

function formatSeconds(total: number): string {
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const seconds = String(total % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`;
}
