// Unit tests: pure rules, and the real SDK clients against the real emulator.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // One file at a time: emulators that start side by side take each other's ports.
  test: {
    include: ['test/unit/**/*.test.ts'],
    // The limit ends what hangs; how fast a machine is must fail no test.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 1,
  },
});
