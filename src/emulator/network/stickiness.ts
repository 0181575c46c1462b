// Keeps a client with the group and the target that it was sent to, by cookies that say where that was.
import type { ForwardAction, RegisteredTarget, TargetGroup } from '../world/loadBalancingTypes';

/** Where a cookie says that the client was sent to. */
interface Binding {
  readonly group: string;
  readonly target: string;
}

const groupCookie = 'AWSALBTG';
const targetCookie = 'AWSALB';
const applicationCookie = 'AWSALBAPP-0';
/** How long a client keeps the cookie, whatever the duration of the stickiness that is written in it. */
const keptMilliseconds = 7 * 24 * 3600 * 1000;

/** The group that the client was sent to before, if it is still one of the groups. */
export function boundGroup(
  cookies: string,
  groups: readonly { readonly group: TargetGroup }[],
  now: number,
): TargetGroup | undefined {
  const binding = readBinding(cookies, groupCookie, now);
  return binding && groups.find(({ group }) => group.arn === binding.group)?.group;
}

/** The target that the client was sent to before, if it still takes requests. */
export function boundTarget(
  cookies: string,
  group: TargetGroup,
  targets: readonly RegisteredTarget[],
  now: number,
): RegisteredTarget | undefined {
  if (!isSticky(group)) return undefined;
  const name = applicationCookieName(group);
  if (name !== undefined && cookieValue(cookies, name) === undefined) return undefined;
  const binding = readBinding(cookies, name === undefined ? targetCookie : applicationCookie, now);
  if (binding?.group !== group.arn) return undefined;
  return targets.find((target) => targetKey(target) === binding.target);
}

/** The cookies to be set with an answer. */
export function newCookies(
  sent: {
    /** Of the request. */
    readonly cookies: string;
    readonly action: ForwardAction;
    readonly group: TargetGroup;
    readonly target: RegisteredTarget;
    readonly secure: boolean;
  },
  setByTarget: readonly string[],
  now: number,
): string[] {
  const { cookies, action, group, target, secure } = sent;
  const found: string[] = [];
  if (action.stickinessSeconds !== undefined) {
    const value = writeBinding(now, action.stickinessSeconds, group);
    found.push(setCookie(groupCookie, value), corsCookie(groupCookie, value, secure));
  }
  if (!isSticky(group)) return found;
  const name = applicationCookieName(group);
  if (name === undefined) {
    const seconds = Number(group.attributes.get('stickiness.lb_cookie.duration_seconds'));
    const value = writeBinding(now, seconds, group, target);
    found.push(setCookie(targetCookie, value), corsCookie(targetCookie, value, secure));
  } else if (
    setByTarget.some((each) => each.startsWith(`${name}=`)) ||
    [name, applicationCookie].every((each) => cookieValue(cookies, each) !== undefined)
  ) {
    const seconds = Number(group.attributes.get('stickiness.app_cookie.duration_seconds'));
    found.push(setCookie(applicationCookie, writeBinding(now, seconds, group, target)));
  }
  return found;
}

/** Whether answers of the group set cookies at all. */
export function setsCookies(action: ForwardAction, group: TargetGroup): boolean {
  return action.stickinessSeconds !== undefined || isSticky(group);
}

function isSticky({ attributes }: TargetGroup): boolean {
  return attributes.get('stickiness.enabled') === 'true';
}

/** Undefined where the load balancer's own cookie is enough. */
function applicationCookieName({ attributes }: TargetGroup): string | undefined {
  return attributes.get('stickiness.type') === 'app_cookie'
    ? attributes.get('stickiness.app_cookie.cookie_name')
    : undefined;
}

function targetKey({ id, port, availabilityZone }: RegisteredTarget): string {
  return `${id} ${port ?? ''} ${availabilityZone ?? ''}`;
}

function writeBinding(now: number, seconds: number, group: TargetGroup, target?: RegisteredTarget): string {
  const until = now + seconds * 1000;
  return Buffer.from([until, group.arn, target ? targetKey(target) : ''].join('\n')).toString('base64');
}

function readBinding(cookies: string, name: string, now: number): Binding | undefined {
  const value = cookieValue(cookies, name) ?? cookieValue(cookies, `${name}CORS`);
  if (value === undefined) return undefined;
  const [until = '', group = '', target = ''] = Buffer.from(value, 'base64').toString().split('\n');
  return Number(until) > now ? { group, target } : undefined;
}

function cookieValue(cookies: string, name: string): string | undefined {
  for (const cookie of cookies.split(';')) {
    const [key = '', ...value] = cookie.split('=');
    if (key.trim() === name) return value.join('=').trim();
  }
  return undefined;
}

/** The client's clock is the real one. */
function setCookie(name: string, value: string): string {
  return `${name}=${value}; Expires=${new Date(Date.now() + keptMilliseconds).toUTCString()}; Path=/`;
}

/** The same for requests from other sites' pages. */
function corsCookie(name: string, value: string, secure: boolean): string {
  return `${setCookie(`${name}CORS`, value)}; SameSite=None${secure ? '; Secure' : ''}`;
}
