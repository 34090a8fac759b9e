export * from "./capability-tree.ts";
export * from "./envelopes.ts";
export * from "./event-maps.ts";
export * from "./event-names.ts";
export * from "./notifications.ts";
export * from "./requests.ts";
