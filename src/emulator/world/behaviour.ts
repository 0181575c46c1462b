// How something in the world answers connections and requests, and how that is written.

export type Behaviour =
  /** Answers every request at once with a status. */
  | { readonly kind: 'status'; readonly status: number }
  /** Refuses connections. */
  | { readonly kind: 'refuses' }
  /** Does not react at all: a connection to it is never made. */
  | { readonly kind: 'silent' }
  /** Takes connections and requests and never answers. */
  | { readonly kind: 'hangs' }
  /** Answers 200 after a while. */
  | { readonly kind: 'slow'; readonly milliseconds: number }
  /** Answers 200 and 503 in turn, each for so long. */
  | { readonly kind: 'flapping'; readonly seconds: number }
  /** Answers 200 at once, with a body that takes so long. */
  | { readonly kind: 'download'; readonly seconds: number }
  /** Something of the user's own that listens on this machine. */
  | { readonly kind: 'service'; readonly host: string; readonly port: number };

export const behaviourForms =
  'a status from 200 to 599, refuses, timeout, hangs, slow:MILLISECONDS, flapping:SECONDS, download:SECONDS or HOST:PORT';

/** The tag of an instance that says how it answers, in the form of `parseBehaviour`. */
export const answersTag = 'emulator:answers';

/** Reads what a scenario, a tag or the emulator's own door say; undefined if it is none of the forms. */
export function parseBehaviour(text: string | number): Behaviour | undefined {
  const words = String(text).trim();
  if (/^[2-5]\d\d$/.test(words)) return { kind: 'status', status: Number(words) };
  if (words === 'refuses' || words === 'hangs') return { kind: words };
  if (words === 'timeout') return { kind: 'silent' };
  const [, kind = '', after = ''] = /^([\w.[\]:-]+):(\d{1,9})$/.exec(words) ?? [];
  const number = Number(after);
  switch (kind) {
    case '':
      return undefined;
    case 'slow':
      return { kind, milliseconds: number };
    case 'flapping':
      return number > 0 ? { kind, seconds: number } : undefined;
    case 'download':
      return { kind, seconds: number };
    default:
      return number >= 1 && number <= 65535
        ? { kind: 'service', host: kind.replace(/^\[|\]$/g, ''), port: number }
        : undefined;
  }
}

/** The form that `parseBehaviour` reads. */
export function behaviourText(behaviour: Behaviour): string {
  switch (behaviour.kind) {
    case 'status':
      return String(behaviour.status);
    case 'silent':
      return 'timeout';
    case 'refuses':
    case 'hangs':
      return behaviour.kind;
    case 'slow':
      return `slow:${behaviour.milliseconds}`;
    case 'flapping':
    case 'download':
      return `${behaviour.kind}:${behaviour.seconds}`;
    case 'service':
      return `${behaviour.host.includes(':') ? `[${behaviour.host}]` : behaviour.host}:${behaviour.port}`;
  }
}
