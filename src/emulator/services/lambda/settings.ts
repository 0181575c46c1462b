// What one can decide about a function: its settings out of a request, within Lambda's limits.
import type { CreateFunctionRequest } from '@aws-sdk/client-lambda';
import type { Checked } from '../../wire/operation';
import type { FunctionSettings } from '../../world/functionTypes';
import { checkLength, checkPattern, checkRange, invalidParameter, invalidValue } from './refusals';

type SettingsRequest = Pick<
  Checked<CreateFunctionRequest>,
  'Runtime' | 'Handler' | 'Role' | 'Description' | 'Timeout' | 'MemorySize' | 'Environment' | 'Architectures'
>;
type Settings = Omit<FunctionSettings, 'code' | 'codeSha256' | 'codeBytes'>;

const rolePattern = String.raw`arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+`;
const runtimes = [
  ...['nodejs20.x', 'python3.14', 'provided.al2023', 'python3.12', 'python3.13', 'nodejs24.x', 'nodejs22.x'],
  ...['java25', 'python3.10', 'python3.11', 'java21', 'ruby3.3', 'ruby3.4', 'ruby3.2', 'python3.8'],
  ...['python3.9', 'java17', 'nodejs16.x', 'dotnet10', 'dotnet8', 'java11', 'dotnet6', 'nodejs18.x'],
  ...['provided.al2', 'java8.al2'],
];
const reservedVariables = new Set([
  ...['_HANDLER', '_X_AMZN_TRACE_ID', 'AWS_DEFAULT_REGION', 'AWS_REGION', 'AWS_EXECUTION_ENV'],
  ...['AWS_LAMBDA_FUNCTION_NAME', 'AWS_LAMBDA_FUNCTION_MEMORY_SIZE', 'AWS_LAMBDA_FUNCTION_VERSION'],
  ...['AWS_LAMBDA_INITIALIZATION_TYPE', 'AWS_LAMBDA_LOG_GROUP_NAME', 'AWS_LAMBDA_LOG_STREAM_NAME'],
  ...['AWS_ACCESS_KEY', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'],
  ...['AWS_LAMBDA_RUNTIME_API', 'LAMBDA_TASK_ROOT', 'LAMBDA_RUNTIME_DIR'],
]);

export function settingsOf(request: SettingsRequest): Settings {
  const { Role: role, Description: description = '', Timeout: timeoutSeconds = 3 } = request;
  const { Runtime: runtime, Handler: handler, MemorySize: memoryMegabytes = 128 } = request;
  if (runtime === undefined || handler === undefined) {
    throw invalidParameter(
      'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
    );
  }
  checkPattern('role', role, rolePattern);
  checkLength('handler', handler, 128);
  checkPattern('handler', handler, String.raw`[^\s]+`);
  checkLength('description', description, 256);
  checkRange('timeout', timeoutSeconds, 1, 900);
  checkRange('memorySize', memoryMegabytes, 128, 10_240);
  checkRuntime(runtime);
  return {
    runtime,
    handler,
    role,
    description,
    timeoutSeconds,
    memoryMegabytes,
    environment: environmentOf(request),
    architecture: architectureOf(request),
  };
}

export function checkRuntime(runtime: string): void {
  if (!runtimes.includes(runtime)) {
    throw invalidParameter(
      `Value ${runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [${runtimes.join(', ')}] or be a valid ARN`,
    );
  }
  if (!runtime.startsWith('nodejs')) {
    throw invalidParameter(`The emulator runs functions of Node.js only, not of ${runtime}`);
  }
}

function environmentOf({ Environment }: SettingsRequest): Record<string, string> {
  const variables = Environment?.Variables ?? {};
  for (const name of Object.keys(variables)) {
    checkPattern('environment.variables', name, '[a-zA-Z]([a-zA-Z0-9_])+');
  }
  const refusal =
    'Lambda was unable to configure your environment variables because the environment variables';
  const reserved = Object.keys(variables).filter((name) => reservedVariables.has(name));
  if (reserved.length > 0) {
    throw invalidParameter(
      `${refusal} you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  }
  const measured = JSON.stringify(variables);
  if (Buffer.byteLength(measured) > 4096) {
    throw invalidParameter(
      `${refusal} you have provided exceeded the 4KB limit. String measured: ${measured}`,
    );
  }
  return variables;
}

function architectureOf({ Architectures: asked = ['x86_64'] }: SettingsRequest): Settings['architecture'] {
  const [architecture, ...others] = asked;
  const told = `[${asked.join(', ')}]`;
  if (others.length > 0) throw invalidValue('architectures', told, 'have length less than or equal to 1');
  if (architecture !== 'x86_64' && architecture !== 'arm64') {
    throw invalidValue(
      'architectures',
      told,
      'satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]',
    );
  }
  return architecture;
}
