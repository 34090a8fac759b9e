export { declaresPages } from "./app-pages.ts";
export { ApprovalError } from "./approval-error.ts";
export { createGateway } from "./create-gateway.ts";
export { CapabilityMissing } from "./questions/capability-missing.ts";
export type {
  Answer,
  ForwardedMethod,
  ForwardOptions,
  Gateway,
  GatewayClient,
  LargeParts,
  ListKind,
  ListName,
  LiveSession,
  Offer,
  SessionPort,
  TaskMethod,
  TaskOptions,
} from "./gateway.ts";
export { DEFAULT_GATEWAY_LIMITS, type GatewayLimits } from "./gateway-limits.ts";
export { hearsMessages, isLogLevel, readLogLevel } from "./log-levels.ts";
export { parseNamesMode } from "./names.ts";
export { approvalNote, denialResult, isToolDenial } from "./refused-call.ts";
export { tasksUndeclared } from "./tasks/use-task.ts";
export { createStrangerRecords, type StrangerRefusal } from "./stranger-records.ts";
