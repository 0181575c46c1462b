// Numbers summed up as CloudWatch keeps them: count, sum, extremes, and a histogram for percentiles.

export interface Statistics {
  count: number;
  sum: number;
  least: number;
  most: number;
  /** How many values were in each bin; each bin's upper end is 10% above its lower one. Bin -Infinity holds zeros. */
  readonly bins: Map<number, number>;
}

const binRatio = Math.log(1.1);

export function emptyStatistics(): Statistics {
  return { count: 0, sum: 0, least: Infinity, most: -Infinity, bins: new Map() };
}

/** Takes up a value that is not negative, once or so many times. */
export function observe(statistics: Statistics, value: number, times = 1): void {
  if (times === 0) return;
  const bin = Math.floor(Math.log(value) / binRatio);
  statistics.count += times;
  statistics.sum += value * times;
  statistics.least = Math.min(statistics.least, value);
  statistics.most = Math.max(statistics.most, value);
  statistics.bins.set(bin, (statistics.bins.get(bin) ?? 0) + times);
}

/** Takes up all that another has. */
export function addStatistics(statistics: Statistics, other: Statistics): void {
  statistics.count += other.count;
  statistics.sum += other.sum;
  statistics.least = Math.min(statistics.least, other.least);
  statistics.most = Math.max(statistics.most, other.most);
  for (const [bin, count] of other.bins) statistics.bins.set(bin, (statistics.bins.get(bin) ?? 0) + count);
}

/** Exact to a bin's width, the least and the most wholly. */
export function percentile({ count, least, most, bins }: Statistics, percent: number): number {
  if (percent === 0) return least;
  if (percent === 100) return most;
  let rank = Math.max(1, Math.ceil((percent / 100) * count));
  for (const [bin, inBin] of [...bins].sort(([a], [b]) => a - b)) {
    rank -= inBin;
    if (rank <= 0) return Math.min(most, Math.max(least, Math.exp((bin + 0.5) * binRatio)));
  }
  return most;
}
