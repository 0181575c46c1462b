// What Lambda has: functions with their code, versions, aliases and policies.

export interface LambdaFunction {
  readonly name: string;
  readonly arn: string;
  /** What `$LATEST` stands for. */
  latest: FunctionVersion;
  /** Published versions, oldest first. */
  readonly versions: FunctionVersion[];
  readonly aliases: FunctionAlias[];
  /** Resource policies, by qualifier; the unqualified function's is under ''. */
  readonly policies: Map<string, readonly PolicyStatement[]>;
}

export interface FunctionVersion {
  /** `$LATEST`, or the number it was published under. */
  readonly version: string;
  readonly runtime: string;
  /** `FILE.EXPORT` */
  readonly handler: string;
  readonly description: string;
  readonly role: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly modifiedAt: number;
  readonly code: FunctionCode;
  /** In base64. */
  readonly codeSha256: string;
  readonly codeBytes: number;
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
}

export interface PolicyStatement {
  readonly sid: string;
  readonly action: string;
  readonly principal: string;
  readonly sourceArn: string | undefined;
  readonly sourceAccount: string | undefined;
}
