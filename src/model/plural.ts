// A count, alone or with its noun.

/** `1 target`, `12 targets`, `1,000 addresses` */
export function plural(count: number, noun: string): string {
  if (count === 1) return `1 ${noun}`;
  return `${figure(count)} ${noun}${noun.endsWith('s') ? 'es' : 's'}`;
}

/** `1,000` */
export function figure(count: number): string {
  return count.toLocaleString('en-US');
}
