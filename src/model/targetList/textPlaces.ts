// Where in a text something is, by line and column, as people and editors count.

export interface TextPlace {
  /** 1-based */
  readonly line: number;
  /** 1-based */
  readonly column: number;
}

/** Why a text cannot be read. */
export interface TextMistake extends TextPlace {
  /** A sentence with the cause and what is right. */
  readonly problem: string;
}

export class TextPlaces {
  private readonly starts: readonly number[];

  constructor(text: string) {
    this.starts = [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map(({ index, 0: end }) => index + end.length)];
  }

  at(offset: number): TextPlace {
    let [low, high] = [0, this.starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (this.starts[low] ?? 0) + 1 };
  }
}
