// What the editor offers for storage (`vscode.Memento`): of one window's, or of what no two windows change at once.

export interface Storage {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}
