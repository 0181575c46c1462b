// An esbuild plugin for the emulator, which is one file and has to start fast: reading its source is most of its start.
// Large packages go into it as text, which costs next to nothing until it is compiled, when the package is first needed.
import { build } from 'esbuild';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Compiled when they are first needed. */
const late = [
  '@aws-sdk/client-auto-scaling',
  '@aws-sdk/client-cloudwatch',
  '@aws-sdk/client-ec2',
  '@aws-sdk/client-lambda',
  '@aws-sdk/client-sts',
  'ajv',
  'selfsigned',
];

/**
 * Needed from the start. They are shaken on their own, and together, since they share classes: what modules that are
 * loaded late import, esbuild would take whole.
 */
const early = [
  '@aws-sdk/client-elastic-load-balancing-v2',
  '@aws-sdk/core/protocols',
  '@smithy/core/cbor',
  '@smithy/core/schema',
  '@smithy/core/serde',
];

/** @param {string} directory of the sources that import the packages @returns {import('esbuild').Plugin} */
export function prebundle(directory) {
  return {
    name: 'prebundle',
    setup(builder) {
      const { minify = false } = builder.initialOptions;
      const imported = importedNames(directory);
      builder.onResolve({ filter: /^[@a-z]/ }, ({ path, namespace }) => {
        if (namespace === 'early') return { path, namespace: 'shaken' };
        if (late.includes(path)) return { path, namespace: 'late' };
        return early.includes(path) ? { path, namespace: 'early' } : undefined;
      });
      builder.onLoad({ filter: /.*/, namespace: 'late' }, async ({ path }) => {
        const text = await shaken(exportsOf(path, imported), 'cjs', minify);
        return { contents: lateModule(text, imported.get(path) ?? []), loader: 'js' };
      });
      builder.onLoad({ filter: /.*/, namespace: 'early' }, ({ path }) => ({
        contents: `export { ${(imported.get(path) ?? []).join(', ')} } from 'early'`,
        loader: 'js',
      }));
      builder.onLoad({ filter: /.*/, namespace: 'shaken' }, async () => ({
        contents: await shaken(early.map((path) => exportsOf(path, imported)).join('\n'), 'esm', minify),
        loader: 'js',
        resolveDir: directory,
      }));
    },
  };
}

/** `import Default, { a, type B } from 'package';` */
const statement = /^import (?!type )(?:(\w+),? ?)?(?:\{([^}]*)\})? ?from '([^'.][^']*)';$/gm;
/** `const { a } = await import('package');` */
const dynamic = /const \{([^}]*)\} = await import\('([^'.][^']*)'\);/g;

/** What the sources import of each package, types aside. @param {string} directory @returns {Map<string, string[]>} */
function importedNames(directory) {
  /** @type {Map<string, Set<string>>} */
  const names = new Map();
  /** @param {string} path @param {string | undefined} ofDefault @param {string} list */
  const add = (path, ofDefault, list) => {
    const known = names.get(path) ?? new Set();
    names.set(path, known);
    if (ofDefault !== undefined) known.add('default');
    for (const name of list.split(',').map((each) => each.trim())) {
      if (name !== '' && !name.startsWith('type ')) known.add(name.split(' as ')[0] ?? name);
    }
  };
  for (const file of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    const source = readFileSync(join(directory, file), 'utf8');
    for (const [, ofDefault, list = '', path = ''] of source.matchAll(statement)) add(path, ofDefault, list);
    for (const [, list = '', path = ''] of source.matchAll(dynamic)) add(path, undefined, list);
  }
  return new Map([...names].map(([path, known]) => [path, [...known].sort()]));
}

/** @param {string} path @param {Map<string, string[]>} imported */
function exportsOf(path, imported) {
  return `export { ${(imported.get(path) ?? []).join(', ')} } from '${path}';`;
}

/** @param {string} contents @param {import('esbuild').Format} format @param {boolean} minify */
async function shaken(contents, format, minify) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname, loader: 'js' },
    bundle: true,
    write: false,
    minify,
    format,
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    logLevel: 'warning',
  });
  return outputFiles[0]?.text ?? '';
}

/** @param {string} text of a CommonJS module @param {string[]} names */
function lateModule(text, names) {
  const others = names.filter((name) => name !== 'default');
  return [
    'const module = { exports: {} };',
    `new Function('module', 'exports', 'require', ${JSON.stringify(text)})(module, module.exports, require);`,
    ...(names.includes('default') ? ['export default module.exports.default;'] : []),
    ...(others.length > 0 ? [`export const { ${others.join(', ')} } = module.exports;`] : []),
  ].join('\n');
}
