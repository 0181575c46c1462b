// The emulator's version: it ships with the extension and carries its number.
import { version as extensionVersion } from '../../package.json';

export const version = extensionVersion;
