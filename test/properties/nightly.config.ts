import { mergeConfig } from 'vitest/config';
import settings from '../../vitest.config.ts';

export default mergeConfig(settings, {
  test: { setupFiles: ['test/properties/nightly.setup.ts'], testTimeout: 14_400_000 },
});
