// Installs the npm packages unless they are there; what CI does first.
import { ensureDependencies } from './install.mjs';

await ensureDependencies();
