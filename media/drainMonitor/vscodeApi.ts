// The little that VS Code gives a webview, typed.
import type { FromMonitor } from '../../src/views/drainMonitor/protocol';
import type { SavedState } from './savedState';

interface VsCodeApi {
  postMessage(message: FromMonitor): void;
  /** What was saved last, maybe by another version of this extension. */
  getState(): unknown;
  setState(state: SavedState): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** VS Code hands it out once. */
export const vscodeApi = acquireVsCodeApi();
