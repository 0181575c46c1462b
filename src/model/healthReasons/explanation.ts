// What an explanation of a target's health consists of, and what it may be explained from.
import type { HistoryGap } from '../healthHistory';
import type { TargetHealth, TargetIdentity } from '../target';

/** What is known for sure comes first; what the evidence speaks against comes last, and is not left out. */
export const LIKELIHOODS = ['found', 'likely', 'possible', 'unlikely'] as const;
export type Likelihood = (typeof LIKELIHOODS)[number];

/** What checks or mends a cause; the commands decide how each is carried out. */
export type HealthRemedyKind =
  | 'checkSecurityGroups'
  | 'editHealthCheck'
  | 'openTarget'
  | 'showRouting'
  | 'waitUntilHealthy'
  | 'waitUntilDrained'
  | 'register'
  | 'deregister'
  | 'refresh'
  | 'openHealthDashboard';

export interface HealthRemedy {
  readonly kind: HealthRemedyKind;
  readonly label: string;
}

export interface HealthCause {
  /** The cause in a sentence. */
  readonly what: string;
  readonly likelihood: Likelihood;
  /** What speaks for it, or against it, in a sentence. */
  readonly why?: string;
  /** What to do about it, in a sentence. */
  readonly step: string;
  readonly remedy?: HealthRemedy;
  /** A call of the AWS CLI that does it: the operation, and each option with its values. */
  readonly cli?: { readonly operation: string; readonly options: readonly (readonly string[])[] };
}

export interface HealthExplanation {
  /** `unhealthy: wrong response code` */
  readonly title: string;
  /** What the state is, with the group's own figures, and the API's own words where it says more. */
  readonly meaning: string;
  /** Since when it is so, as far as the reads tell, in sentences. */
  readonly since: readonly string[];
  /** What else is known that points to the cause, each in a sentence. */
  readonly evidence: readonly string[];
  /** The likeliest first; empty where there is nothing to do. */
  readonly causes: readonly HealthCause[];
  /** What to do, in the order of the causes. */
  readonly nextSteps: readonly string[];
}

/** What one family of reasons says. */
export interface Body {
  readonly meaning: string;
  readonly causes: readonly HealthCause[];
}

/** Since when a target is as it is. All times are milliseconds since the epoch. */
export interface Since {
  /** The last read that showed it otherwise; absent where none did. */
  readonly notBefore?: number;
  /** What that read showed; absent also where the target was not registered then. */
  readonly before?: TargetHealth;
  /** The first read that showed it so. */
  readonly atLatest: number;
  /** Times since then when nobody looked. */
  readonly gaps: readonly HistoryGap[];
}

/** The other targets of the group, without those that drain. */
export interface OtherTargets {
  readonly total: number;
  readonly healthy: number;
  /** In the same state for the same reason. */
  readonly alike: number;
}

/** All that is known beside the health itself; what is absent is not known. */
export interface HealthFacts {
  readonly target?: TargetIdentity & { readonly healthCheckPort?: string };
  readonly since?: Since;
  readonly others?: OtherTargets;
  readonly security?: { readonly verdict: 'letIn' | 'notLetIn' | 'unclear'; readonly words: string };
  readonly instance?: {
    /** As it is now: `running`, `stopped`, … */
    readonly state?: string;
    /** Milliseconds since the epoch. */
    readonly launchedAt?: number;
  };
  /** That we registered it a moment ago, and how long a good target takes at least. */
  readonly arrival?: { readonly startedAt: number; readonly expectedMilliseconds?: number };
  /** When it has drained at the latest: milliseconds since the epoch. */
  readonly drainedBy?: number;
  /** Where the target is, and the zones that its load balancers have enabled. */
  readonly zone?: { readonly target: string; readonly enabled?: readonly string[] };
  /** Of the group, by the API's names. */
  readonly attributes?: ReadonlyMap<string, string>;
  /** The AWS console shows the target: not in the emulator, and not an address. */
  readonly hasConsole?: boolean;
  /** Milliseconds since the epoch; without it nothing is said of times. */
  readonly now?: number;
}

const LABELS: Readonly<Record<HealthRemedyKind, string>> = {
  checkSecurityGroups: 'Check Security Groups',
  editHealthCheck: 'Edit Health Check…',
  openTarget: 'Open in AWS Console',
  showRouting: 'Show Routing',
  waitUntilHealthy: 'Wait until Healthy',
  waitUntilDrained: 'Wait until Drained',
  register: 'Register Targets…',
  deregister: 'Deregister Targets…',
  refresh: 'Refresh',
  openHealthDashboard: 'Open the AWS Health Dashboard',
};

export function remedy(kind: HealthRemedyKind): { readonly remedy: HealthRemedy } {
  return { remedy: { kind, label: LABELS[kind] } };
}

/** Where there is a page of the target in the console; else to be told when it is mended. */
export function openTarget({ hasConsole }: HealthFacts): { readonly remedy: HealthRemedy } {
  return remedy(hasConsole === true ? 'openTarget' : 'waitUntilHealthy');
}
