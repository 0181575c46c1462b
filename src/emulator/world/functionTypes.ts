// What Lambda has: functions with their code, versions, aliases and policies.
import type { Tags } from './tags';

export interface LambdaFunction {
  readonly name: string;
  readonly arn: string;
  /** What `$LATEST` stands for. */
  latest: FunctionVersion;
  /** Published versions, oldest first. */
  readonly versions: FunctionVersion[];
  /** The number of the version that is published next: those of deleted ones do not come back. */
  nextVersion: number;
  readonly aliases: FunctionAlias[];
  /** Resource policies, by qualifier; the unqualified function's is under ''. */
  readonly policies: Map<string, readonly PolicyStatement[]>;
  readonly tags: Tags;
}

/** What one decides about a version of a function. */
export interface FunctionSettings {
  readonly runtime: string;
  /** `FILE.EXPORT` */
  readonly handler: string;
  readonly description: string;
  readonly role: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly architecture: 'x86_64' | 'arm64';
  readonly code: FunctionCode;
  /** In base64. */
  readonly codeSha256: string;
  readonly codeBytes: number;
}

/** Never changed: what is changed is another one. */
export interface FunctionVersion extends FunctionSettings {
  /** `$LATEST`, or the number it was published under. */
  readonly version: string;
  readonly modifiedAt: number;
  readonly revisionId: string;
  /** The same for `$LATEST` and what is published of it, until something of it changes. */
  readonly contentId: string;
}

export type FunctionCode =
  /** A deployment package, as given to the API. */
  | { readonly kind: 'zip'; readonly zip: Uint8Array }
  /** A module on this machine, by its absolute path: what the scenario names. */
  | { readonly kind: 'file'; readonly path: string }
  /** The emulator's own: answers 200 and says what it was asked. */
  | { readonly kind: 'echo' };

export interface FunctionAlias {
  readonly name: string;
  version: string;
  description: string;
  revisionId: string;
}

export interface PolicyStatement {
  readonly sid: string;
  readonly action: string;
  readonly principal: string;
  readonly sourceArn: string | undefined;
  readonly sourceAccount: string | undefined;
}
