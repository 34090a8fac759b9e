import { registerHooks } from "node:module";

// Gives `electron` to a program under plain Node: another Desk holds the lock, so the application says goodbye. What it
// asks for is written down.
const stub = `
const say = (name, answer) => () => (console.log(name), answer);
export const app = {
  enableSandbox: say("enableSandbox"),
  requestSingleInstanceLock: say("requestSingleInstanceLock", false),
  quit: say("quit"),
};
`;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === "electron"
      ? { url: `data:text/javascript,${encodeURIComponent(stub)}`, shortCircuit: true }
      : next(specifier, context),
});
