/**
 * Everything that the window may ask of the main process. Names alone, so that the preload script stays free of the
 * schemas; `ipc.ts` says what goes in and out, and does not compile when one is missing there.
 */
export const VERBS = [
  "app.state",
  "app.openLink",
  "app.dismissLink",
  "settings.update",
  "connections.signIn",
  "connections.cancelSignIn",
  "connections.signInWithToken",
  "connections.select",
  "connections.retry",
  "connections.signOut",
  "connections.remove",
  "approvals.list",
  "approvals.get",
  "approvals.decide",
  "principals.mine",
  "clients.list",
  "clients.capabilities",
  "clients.setSwitch",
  "sessions.list",
  "sessions.end",
  "servers.list",
  "servers.configure",
  "servers.unconfigure",
] as const;
export type Verb = (typeof VERBS)[number];

/** What the main process tells the window. */
export const NOTICES = ["state", "changed", "open"] as const;
export type Notice = (typeof NOTICES)[number];

/** Names of the channels: nothing else of this application uses them. */
export const requestChannel = (verb: Verb): string => `desk:${verb}`;
export const noticeChannel = (notice: Notice): string => `desk:on:${notice}`;
