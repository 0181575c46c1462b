// The icon and theme colour of each health state.
import { ThemeColor, ThemeIcon } from 'vscode';
import type { HealthSummary } from '../model/healthSummary';
import type { TargetState } from '../model/target';

const ICONS: Readonly<Record<string, readonly [icon: string, color: string]>> = {
  healthy: ['pass-filled', 'testing.iconPassed'],
  initial: ['sync', 'charts.blue'],
  unhealthy: ['error', 'testing.iconFailed'],
  'unhealthy.draining': ['error', 'testing.iconFailed'],
  draining: ['history', 'charts.yellow'],
  unused: ['circle-slash', 'disabledForeground'],
  unavailable: ['question', 'descriptionForeground'],
  none: ['circle-large-outline', 'disabledForeground'],
};

export function stateIcon(state: TargetState | HealthSummary['worst']): ThemeIcon {
  const [icon, color] = ICONS[state] ?? ['question', 'descriptionForeground'];
  return new ThemeIcon(icon, new ThemeColor(color));
}
