// Starts the drain monitor's page within VS Code's webview.
import type { Posted } from '../../src/views/drainMonitor/protocol';
import { Page, type VsCodeApi } from './page';

declare function acquireVsCodeApi(): VsCodeApi;

const root = document.querySelector('main');
if (root === null) throw new Error('The drain monitor’s page has no main element.');

/** VS Code hands it out once. */
const vscodeApi = acquireVsCodeApi();
const page = new Page(root, vscodeApi);
window.addEventListener('message', ({ data }: MessageEvent<Posted>) => {
  page.receive(data);
});
vscodeApi.postMessage({ type: 'ready' });
