// The import direction between the rooms: extension → commands, views → state → aws → model; the emulator stands apart.
/** @param {string} room @param {string} why @param {string} forbidden */
const room = (room, why, forbidden) => ({
  name: `${room}-room`,
  comment: why,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: forbidden },
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^vscode$' } },
    room(
      'model',
      'pure functions: no other room, no vscode, no SDK, no I/O',
      '^(src/(?!model/)|vscode$|node:|fs$|node_modules/(@aws-sdk|@smithy)/)',
    ),
    room('aws', 'the door to the cloud knows the model only', '^(src/(?!(aws|model)/)|vscode$)'),
    room('state', 'state asks aws and model; it shows nothing', '^(src/(?!(state|aws|model)/)|vscode$)'),
    room('views', 'views read state and never call aws', '^src/(?!(views|state|model)/)'),
    room('commands', 'commands act through state', '^src/(?!(commands|views|state|model)/)'),
    room('emulator', 'a process of its own', '^(src/(?!emulator/)|vscode$)'),
    {
      name: 'sdk-in-one-room',
      comment: 'only aws (and the emulator, for the wire format) may import the SDK',
      severity: 'error',
      from: { path: '^(src|media)/', pathNot: '^src/(aws|emulator)/' },
      to: { path: '^node_modules/(@aws-sdk|@smithy)/' },
    },
    {
      name: 'nobody-imports-the-emulator',
      comment: 'the extension starts it by its file and talks HTTP to it',
      severity: 'error',
      from: { path: '^(src|media)/', pathNot: '^src/emulator/' },
      to: { path: '^src/emulator/' },
    },
    {
      name: 'aws-loads-late',
      comment: 'the SDK may not load at activation: aws is reached by types, and by one dynamic import',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(aws|emulator)/' },
      to: { path: '^src/aws/', dependencyTypesNot: ['type-only', 'type-import', 'dynamic-import'] },
    },
    {
      name: 'webview-is-alone',
      comment: 'webview code takes from src nothing but types and the pure model',
      severity: 'error',
      from: { path: '^media/' },
      to: { path: '^src/(?!model/)', dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
