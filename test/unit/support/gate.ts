// Holds answers back, so that a test decides in which order they arrive.

/** Holds answers back until they are let go, in the order of the calls. */
export class Gate {
  private readonly held: (() => void)[] = [];
  private readonly arrivals: (() => void)[] = [];

  async pass<T>(answer: T): Promise<T> {
    const held = new Promise<void>((resolve) => this.held.push(resolve));
    this.arrivals.shift()?.();
    await held;
    return answer;
  }

  /** Resolves when one more answer is held back. */
  arrival(): Promise<void> {
    return new Promise((resolve) => this.arrivals.push(resolve));
  }

  letGo(index: number): void {
    this.held[index]?.();
  }
}
