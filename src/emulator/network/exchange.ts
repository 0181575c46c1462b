// One request on its way through an application listener to a target: counted, timed, cut at the end of a drain.
import type { ForwardAction, RegisteredTarget, TargetGroup } from '../world/loadBalancingTypes';
import { zoneOf } from '../world/targetHealth';
import {
  abandon,
  writeHead,
  type ClientRequest,
  type ClientResponse,
  type RawHeaders,
} from './clientMessages';
import type { Flight } from './flights';
import type { Front } from './forwardedHeaders';
import type { IdleWatch, Watched } from './idleWatch';
import type { MetricsMinute } from './metrics';
import { answerError } from './ownAnswers';
import type { NetworkParts } from './parts';
import { withListenerHeaders } from './responseHeaders';
import { observe } from './statistics';
import { newCookies, setsCookies } from './stickiness';

export interface ExchangeParts extends NetworkParts {
  readonly idleWatch: IdleWatch;
}

export interface Choice {
  readonly action: ForwardAction;
  readonly group: TargetGroup;
  readonly target: RegisteredTarget;
}

/** How long a target may take to accept a connection, in emulator time. */
const connectMilliseconds = 10_000;
const minuteMilliseconds = 60_000;
/** The minutes that were counted in last: most requests count in the one that the one before did. */
const minutes = new WeakMap<RegisteredTarget, MetricsMinute>();

export class Exchange implements Flight, Watched {
  /** Ends the target's side; set by who carries the request. */
  abort: () => void = () => undefined;
  /** Whether nothing is to be done for it any more. */
  over = false;
  movedAt = performance.now();
  watchedAt = -1;
  readonly idleMilliseconds: number;
  readonly #began: number;
  #connecting: NodeJS.Timeout | undefined;
  /** Whether the client has got the head of an answer. */
  #answered = false;

  constructor(
    readonly parts: ExchangeParts,
    readonly front: Front,
    readonly choice: Choice,
    readonly request: ClientRequest,
    readonly response: ClientResponse,
  ) {
    const { time, flights, connections } = parts;
    this.#began = time.now();
    flights.begin(choice.group, choice.target, this);
    connections.opened(front);
    this.#minuteAt(this.#began).requests++;
    const seconds = Number(front.loadBalancer.attributes.get('idle_timeout.timeout_seconds') ?? 60);
    this.idleMilliseconds = time.realMilliseconds(seconds * 1000);
    parts.idleWatch.watch(this);
    response.once('close', () => {
      this.#end();
    });
  }

  /** Something has moved, so it is not idle. */
  moved(): void {
    this.movedAt = performance.now();
  }

  idle(): void {
    this.fail(this.request.complete ? 504 : 408);
  }

  connecting(): void {
    this.#connecting = setTimeout(() => {
      this.fail(504);
    }, this.parts.time.realMilliseconds(connectMilliseconds));
  }

  connected(): void {
    clearTimeout(this.#connecting);
    this.#connecting = undefined;
  }

  /** The target takes no connection. */
  refused(): void {
    this.#countUnconnected();
    this.fail(502);
  }

  /** The head of the target's answer, with the load balancer's cookies; false if it cannot be sent. */
  answer(status: number, message: string | undefined, headers: RawHeaders): boolean {
    const complete = this.takeAnswer(status, headers);
    try {
      writeHead(this.response, status, message, complete);
    } catch {
      // The target sent what must not be in an answer.
      this.#answered = false;
      this.fail(502);
      return false;
    }
    return true;
  }

  /** Counts the target's answer; gives its headers with the load balancer's cookies. */
  takeAnswer(status: number, sentByTarget: RawHeaders): RawHeaders {
    const headers = withListenerHeaders(sentByTarget, this.front.listener);
    const now = this.parts.time.now();
    this.moved();
    this.#answered = true;
    const minute = this.#minuteAt(now);
    observe(minute.responseSeconds, Math.max(0, now - this.#began) / 1000);
    const family = Math.floor(status / 100);
    if (family === 2 || family === 3 || family === 4 || family === 5) minute.targetCodes[family]++;
    const { action, group } = this.choice;
    if (!setsCookies(action, group)) return headers;
    const setByTarget = headers.filter((_, index) => headers[index - 1]?.toLowerCase() === 'set-cookie');
    const sent = {
      ...this.choice,
      cookies: this.request.headers.cookie ?? '',
      secure: this.front.listener.protocol === 'HTTPS',
    };
    const cookies = newCookies(sent, setByTarget, now);
    return [...headers, ...cookies.flatMap((cookie) => ['Set-Cookie', cookie])];
  }

  /** Ends it with the load balancer's own answer; where one has begun, the client sees that it breaks off. */
  fail(status: number): void {
    if (this.over) return;
    if (this.#connecting) this.#countUnconnected();
    if (this.#answered) {
      abandon(this.response);
    } else {
      this.#answered = true;
      this.#count(status);
      answerError(this.response, this.front.listener, status);
    }
    this.#stop();
  }

  cut(): void {
    if (this.over) return;
    this.#minuteAt(this.parts.time.now()).cut++;
    this.fail(this.choice.group.targetType === 'lambda' ? 502 : 504);
  }

  #count(status: number): void {
    const family = Math.floor(status / 100);
    if (family === 4 || family === 5) {
      this.#minuteAt(this.parts.time.now()).loadBalancerCodes[family]++;
    }
  }

  #countUnconnected(): void {
    this.#minuteAt(this.parts.time.now()).connectionErrors++;
  }

  #end(): void {
    const { group, target } = this.choice;
    this.parts.idleWatch.forget(this);
    clearTimeout(this.#connecting);
    this.parts.flights.end(group, target, this);
    this.parts.connections.closed(this.front);
    // The client has gone before it was answered.
    if (!this.#answered) this.#count(460);
    this.#stop();
  }

  #stop(): void {
    this.over = true;
    this.abort();
    // The rest of a body is read to no use, so that the connection can be used for another request.
    if (!this.request.complete) this.request.resume();
  }

  #minuteAt(now: number): MetricsMinute {
    const { world, loadBalancer } = this.front;
    const { group, target } = this.choice;
    const known = minutes.get(target);
    if (known && now >= known.start && now < known.start + minuteMilliseconds) return known;
    const minute = this.parts.metrics.minute(
      {
        region: world.region,
        targetGroupArn: group.arn,
        loadBalancerArn: loadBalancer.arn,
        zone: zoneOf(world, group, target),
      },
      now,
    );
    minutes.set(target, minute);
    return minute;
  }
}
