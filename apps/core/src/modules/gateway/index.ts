export { declaresPages } from "./app-pages.ts";
export { ApprovalError } from "./approval-error.ts";
export { createGateway } from "./create-gateway.ts";
export { CapabilityMissing } from "./questions/capability-missing.ts";
export {
  type Answer,
  DEFAULT_GATEWAY_LIMITS,
  type ForwardedMethod,
  type ForwardOptions,
  type Gateway,
  type GatewayClient,
  type GatewayLimits,
  type LargeParts,
  type ListKind,
  type ListName,
  type LiveSession,
  type SessionPort,
  type TaskMethod,
  type TaskOptions,
} from "./gateway.ts";
export { hearsMessages, isLogLevel, readLogLevel } from "./log-levels.ts";
export { parseNamesMode } from "./names.ts";
export type { Offer } from "./offer.ts";
export { tasksUndeclared } from "./tasks/use-task.ts";
export { createStrangerRecords, type StrangerRefusal } from "./stranger-records.ts";
