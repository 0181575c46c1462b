// Every name that package.json and the code share, written once; a test holds them against package.json.

export const COMMANDS = {
  startEmulator: 'targetGroups.startEmulator',
  resetEmulator: 'targetGroups.resetEmulator',
  connectProfile: 'targetGroups.connectProfile',
  disconnect: 'targetGroups.disconnect',
  refresh: 'targetGroups.refresh',
  register: 'targetGroups.register',
  deregister: 'targetGroups.deregister',
  applyChanges: 'targetGroups.applyChanges',
  reviewChanges: 'targetGroups.reviewChanges',
  discardChanges: 'targetGroups.discardChanges',
  editChange: 'targetGroups.editChange',
  removeChange: 'targetGroups.removeChange',
  registerWhenDrained: 'targetGroups.registerWhenDrained',
  undoApply: 'targetGroups.undoApply',
  putBackInService: 'targetGroups.putBackInService',
  forgetOutOfService: 'targetGroups.forgetOutOfService',
  filterTargets: 'targetGroups.filterTargets',
  clearFilter: 'targetGroups.clearFilter',
  sortTargets: 'targetGroups.sortTargets',
  editAsText: 'targetGroups.editAsText',
  registerFromText: 'targetGroups.registerFromText',
  importTargets: 'targetGroups.importTargets',
  exportTargets: 'targetGroups.exportTargets',
  compareGroups: 'targetGroups.compareGroups',
  checkSecurityGroups: 'targetGroups.checkSecurityGroups',
  addMissingRules: 'targetGroups.addMissingRules',
  copyMissingRules: 'targetGroups.copyMissingRules',
  replaceFunction: 'targetGroups.replaceFunction',
  deleteGroup: 'targetGroups.deleteGroup',
  attachToAutoScaling: 'targetGroups.attachToAutoScaling',
  detachFromAutoScaling: 'targetGroups.detachFromAutoScaling',
  copyCommand: 'targetGroups.copyCommand',
  copyArn: 'targetGroups.copyArn',
  copyId: 'targetGroups.copyId',
  openInConsole: 'targetGroups.openInConsole',
  waitUntilHealthy: 'targetGroups.waitUntilHealthy',
  waitUntilDrained: 'targetGroups.waitUntilDrained',
  stopWaiting: 'targetGroups.stopWaiting',
  serviceTargets: 'targetGroups.serviceTargets',
  pauseServicing: 'targetGroups.pauseServicing',
  resumeServicing: 'targetGroups.resumeServicing',
  continueServicing: 'targetGroups.continueServicing',
  skipServicing: 'targetGroups.skipServicing',
  abortServicing: 'targetGroups.abortServicing',
  showHealthTimeline: 'targetGroups.showHealthTimeline',
  exportHealthHistory: 'targetGroups.exportHealthHistory',
  measureDrains: 'targetGroups.measureDrains',
  explainHealth: 'targetGroups.explainHealth',
  editHealthCheck: 'targetGroups.editHealthCheck',
  revealInTree: 'targetGroups.revealInTree',
  clearFinishedActivity: 'targetGroups.clearFinishedActivity',
  openDrainMonitor: 'targetGroups.openDrainMonitor',
  editAwsConfiguration: 'targetGroups.editAwsConfiguration',
  showLog: 'targetGroups.showLog',
} as const;
export type CommandId = (typeof COMMANDS)[keyof typeof COMMANDS];

export const SETTINGS = {
  connections: 'targetGroups.connections',
  emulatorEndpoint: 'targetGroups.emulator.endpoint',
  refreshSeconds: 'targetGroups.refreshSeconds',
  changes: 'targetGroups.changes',
  notifications: 'targetGroups.notifications',
  drainMetrics: 'targetGroups.drainMetrics',
} as const;

export const VIEWS = { targetGroups: 'targetGroups.tree', activity: 'targetGroups.activity' } as const;
export const DRAIN_MONITOR_VIEW_TYPE = 'targetGroups.drainMonitor';
/** Of the documents of targets, which are files without a place. */
export const TARGET_LIST_SCHEME = 'targetgroups-list';

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
  'functionReplaceable',
  'deletable',
  'scalable',
  'securityCheckable',
  'filterable',
  'filtered',
  /** The row that heads a group's pending changes. */
  'pendingHead',
  /** It has pending changes, or is one. */
  'applicable',
  'undoable',
  'changeEditable',
  'changeRemovable',
  'waitable',
  'returnable',
  'forgettable',
  'commandCopyable',
  'arnCopyable',
  'idCopyable',
  'consoleLinked',
  'serviceable',
  'healthAwaitable',
  'drainAwaitable',
  'healthExplainable',
  'healthCheckEditable',
  'timelined',
  'revealable',
  'waitStoppable',
  'servicingPausable',
  'servicingResumable',
  'servicingContinuable',
  'servicingSkippable',
  'servicingAbortable',
] as const;
export type Capability = (typeof CAPABILITIES)[number];
