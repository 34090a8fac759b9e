// Loaded into Core with --import: on SIGUSR2 it says which modules were loaded so far, Node's own among them.
import { registerHooks } from "node:module";

const loaded = new Set();
registerHooks({
  resolve(specifier, context, nextResolve) {
    const found = nextResolve(specifier, context);
    loaded.add(found.url);
    return found;
  },
});
process.on("SIGUSR2", () => {
  process.stdout.write(`modules ${JSON.stringify([...loaded, ...process.moduleLoadList])}\n`);
});
