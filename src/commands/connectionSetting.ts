// The setting that lists the connections: read, added to, removed from.
import { ConfigurationTarget, type Event, EventEmitter, workspace } from 'vscode';
import { type Connection, connectionId, parseConnections } from '../model/connection';
import { SETTINGS } from '../model/contributions';

export class ConnectionSetting {
  private readonly changes = new EventEmitter<undefined>();
  readonly onDidChange: Event<undefined> = this.changes.event;
  private readonly subscription = workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(SETTINGS.connections)) this.changes.fire(undefined);
  });

  read(): ReturnType<typeof parseConnections> {
    return parseConnections(workspace.getConfiguration().get(SETTINGS.connections));
  }

  async add(connection: Connection): Promise<void> {
    const { connections } = this.read();
    if (connections.some((other) => connectionId(other) === connectionId(connection))) return;
    await this.write([...this.entries(), connection]);
  }

  async remove(connection: Connection): Promise<void> {
    await this.write(
      this.entries().filter((entry) => {
        const [parsed] = parseConnections([entry]).connections;
        return parsed === undefined || connectionId(parsed) !== connectionId(connection);
      }),
    );
  }

  dispose(): void {
    this.subscription.dispose();
    this.changes.dispose();
  }

  /** As written, malformed entries included: a person typed them, and they are not ours to drop. */
  private entries(): readonly unknown[] {
    const value = workspace.getConfiguration().get<unknown>(SETTINGS.connections);
    return Array.isArray(value) ? (value as unknown[]) : [];
  }

  private async write(entries: readonly unknown[]): Promise<void> {
    await workspace.getConfiguration().update(SETTINGS.connections, entries, ConfigurationTarget.Global);
  }
}
