// Unit tests: pure rules, and the real SDK clients against the real emulator.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // The limit ends what hangs; how fast a machine is must fail no test.
  test: { include: ['test/unit/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
});
