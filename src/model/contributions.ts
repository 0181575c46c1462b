// Every name that package.json and the code share, written once; a test holds them against package.json.

export const COMMANDS = {
  startEmulator: 'targetGroups.startEmulator',
  resetEmulator: 'targetGroups.resetEmulator',
  connectProfile: 'targetGroups.connectProfile',
  disconnect: 'targetGroups.disconnect',
  refresh: 'targetGroups.refresh',
  register: 'targetGroups.register',
  deregister: 'targetGroups.deregister',
  copyArn: 'targetGroups.copyArn',
  copyId: 'targetGroups.copyId',
  openInConsole: 'targetGroups.openInConsole',
  openDrainMonitor: 'targetGroups.openDrainMonitor',
  editAwsConfiguration: 'targetGroups.editAwsConfiguration',
  showLog: 'targetGroups.showLog',
} as const;
export type CommandId = (typeof COMMANDS)[keyof typeof COMMANDS];

export const SETTINGS = {
  connections: 'targetGroups.connections',
  emulatorEndpoint: 'targetGroups.emulator.endpoint',
  refreshSeconds: 'targetGroups.refreshSeconds',
} as const;

export const VIEWS = { targetGroups: 'targetGroups.tree' } as const;
export const DRAIN_MONITOR_VIEW_TYPE = 'targetGroups.drainMonitor';

/**
 * What a tree item can do. An item's `contextValue` is the list of its capabilities, and menus match capabilities, not
 * kinds.
 */
export const CAPABILITIES = [
  'refreshable',
  'disconnectable',
  'resettable',
  'registerable',
  'deregisterable',
  'arnCopyable',
  'idCopyable',
  'consoleLinked',
] as const;
export type Capability = (typeof CAPABILITIES)[number];
