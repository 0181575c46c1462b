// Keeps web pages out: only programs on this machine may talk to the emulator, by a loopback name.
import type { IncomingHttpHeaders } from 'node:http';

function isLoopback(host: string): boolean {
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '[::1]' ||
    /^127(\.\d{1,3}){3}$/.test(host)
  );
}

function hostName(authority: string): string {
  return authority.replace(/:\d+$/, '').toLowerCase();
}

/** Why a request is turned away, or undefined. A foreign Host is DNS rebinding; a foreign Origin is a web page. */
export function foreignRequestReason({ host, origin }: IncomingHttpHeaders): string | undefined {
  if (host === undefined || !isLoopback(hostName(host))) {
    return 'The emulator answers on loopback host names only';
  }
  if (origin === undefined) return undefined;
  const page = /^https?:\/\/([^/]+)$/.exec(origin)?.[1];
  return page !== undefined && isLoopback(hostName(page))
    ? undefined
    : 'The emulator does not answer requests of web pages';
}
