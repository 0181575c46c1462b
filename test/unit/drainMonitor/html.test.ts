// The drain monitor's page: its policy allows the one script and the one style, and nothing inline.
import { expect, it } from 'vitest';
import { drainMonitorHtml } from '../../../src/views/drainMonitor/html';

const html = drainMonitorHtml({
  cspSource: 'https://*.vscode-cdn.net',
  nonce: 'n0nce',
  scriptUri: 'https://host/drainMonitor.js?a=1&b=2',
  styleUri: 'https://host/drainMonitor-style.css',
});

it('allows nothing but its own script, style and fonts, and the picture that it draws itself', () => {
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
  expect(policy).toBe(
    "default-src 'none'; style-src https://*.vscode-cdn.net; script-src 'nonce-n0nce'; font-src https://*.vscode-cdn.net; img-src blob:",
  );
});

it('has a language, a title, and its files with the nonce', () => {
  expect(html).toContain('<html lang="en">');
  expect(html).toContain('<title>Drain Monitor</title>');
  expect(html).toContain('<script nonce="n0nce" src="https://host/drainMonitor.js?a=1&amp;b=2"></script>');
  expect(html).toContain('href="https://host/drainMonitor-style.css"');
});

it('has no inline style and no inline handler', () => {
  expect(html).not.toMatch(/<style|\sstyle=|\son\w+=/);
});
