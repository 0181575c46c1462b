// The drain monitor's page: loads the webview's script and style under a strict content security policy.

export interface DrainMonitorPage {
  /** `webview.cspSource`. */
  readonly cspSource: string;
  /** Fresh for every page. */
  readonly nonce: string;
  /** As `webview.asWebviewUri` gives them. */
  readonly scriptUri: string;
  readonly styleUri: string;
}

export function drainMonitorHtml({ cspSource, nonce, scriptUri, styleUri }: DrainMonitorPage): string {
  const policy = [
    `default-src 'none'`,
    `style-src ${cspSource}`,
    `script-src 'nonce-${nonce}'`,
    `font-src ${cspSource}`,
    // The timeline's own picture, on its way to PNG.
    `img-src blob:`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeAttribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Drain Monitor</title>
<link rel="stylesheet" href="${escapeAttribute(styleUri)}">
</head>
<body>
<main></main>
<script nonce="${escapeAttribute(nonce)}" src="${escapeAttribute(scriptUri)}"></script>
</body>
</html>
`;
}

function escapeAttribute(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
