// Joins calls for the same thing: who asks while an answer is under way gets that answer.

export class SingleFlight {
  private readonly underWay = new Map<string, Promise<unknown>>();

  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const already = this.underWay.get(key);
    if (already !== undefined) return already as Promise<T>;
    const flight = work().finally(() => this.underWay.delete(key));
    this.underWay.set(key, flight);
    return flight;
  }
}
