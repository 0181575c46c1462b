// Unit tests: pure rules, and the real SDK clients against the real emulator.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/unit/**/*.test.ts'] },
});
