// Credentials that have expired and actions that are denied, until the person who asked for it takes it back.
import { ApiError, defaultMessage } from './apiError';
import { isAction, type Call } from './call';
import { serviceCodes } from './serviceCodes';

export type AccessFault = (
  | {
      readonly kind: 'expired';
      /** The access key that has expired; every one if undefined. */
      readonly accessKeyId: string | undefined;
      /** The access key that has not. */
      readonly except: string | undefined;
    }
  /** An action, `*`, or a beginning of names. */
  | { readonly kind: 'denied'; readonly action: string }
) & {
  /** How long it lasts, in emulator time. */
  readonly forSeconds: number | undefined;
};

export class AccessFaults {
  #faults: { readonly fault: AccessFault; readonly endsAt: number }[] = [];

  add(fault: AccessFault, now: number): void {
    this.#faults.push({ fault, endsAt: now + (fault.forSeconds ?? Infinity) * 1000 });
  }

  clear(): void {
    this.#faults = [];
  }

  /** What a call is refused with, if it is. */
  refusal(call: Call): ApiError | undefined {
    this.#faults = this.#faults.filter(({ endsAt }) => call.now < endsAt);
    for (const { fault } of this.#faults) {
      if (fault.kind === 'expired' && hasExpired(fault, call)) return expired(call);
      if (fault.kind === 'denied' && isAction(fault.action, call.action)) {
        // Who one is may always be asked: no policy can deny it.
        if (call.action !== 'GetCallerIdentity') return denied(call);
      }
    }
    return undefined;
  }
}

function hasExpired({ accessKeyId, except }: Extract<AccessFault, { kind: 'expired' }>, call: Call): boolean {
  return call.accessKeyId !== except && (accessKeyId === undefined || call.accessKeyId === accessKeyId);
}

function expired({ service }: Call): ApiError {
  const code = serviceCodes(service).expired;
  return new ApiError(code, defaultMessage(code));
}

function denied(call: Call): ApiError {
  const { denied: code, policyPrefix } = serviceCodes(call.service);
  const action = `${policyPrefix}:${call.action === 'Invoke' ? 'InvokeFunction' : call.action}`;
  const resource = resourceOf(call);
  const words =
    `User: arn:aws:iam::${call.accountId}:user/emulator is not authorized to perform: ${action}` +
    (resource === undefined ? '' : ` on resource: ${resource}`) +
    ` because no identity-based policy allows the ${action} action`;
  // EC2 says it twice.
  return new ApiError(code, call.service === 'ec2' ? `${defaultMessage(code)} ${words}` : words);
}

/** What a policy would have to name; undefined for actions on no resource in particular. */
function resourceOf({ service, region, accountId, action, input }: Call): string | undefined {
  const arn = (resource: string) => `arn:aws:${service}:${region}:${accountId}:${resource}`;
  switch (service) {
    case 'elasticloadbalancing':
      return action.startsWith('Describe')
        ? undefined
        : text(input.TargetGroupArn ?? input.RuleArn ?? input.ListenerArn ?? input.LoadBalancerArn);
    case 'ec2': {
      const ids: unknown = input.InstanceIds;
      return Array.isArray(ids) && !action.startsWith('Describe')
        ? arn(`instance/${String(ids[0])}`)
        : undefined;
    }
    case 'lambda': {
      const name = text(input.FunctionName);
      if (name === undefined) return '*';
      return name.startsWith('arn:') ? name : arn(`function:${name}`);
    }
    case 'autoscaling': {
      const name = text(input.AutoScalingGroupName);
      return name && arn(`autoScalingGroup:*:autoScalingGroupName/${name}`);
    }
    default:
      return undefined;
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
