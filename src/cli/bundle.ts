// `node src/cli/bundle.ts`: builds the browser code once, for images that shall run without Vite.
import { bundleUi } from '../http/bundle.ts';

process.stdout.write(`${await bundleUi()}\n`);
