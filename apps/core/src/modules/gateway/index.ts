export { ApprovalError } from "./approval-error.ts";
export type { ApprovalGate } from "./approval-gate.ts";
export { createGateway, type GatewayDeps } from "./create-gateway.ts";
export {
  type Answer,
  DEFAULT_GATEWAY_LIMITS,
  type ForwardedMethod,
  type ForwardOptions,
  type Gateway,
  type GatewayClient,
  type GatewayLimits,
  type ListKind,
  type ListName,
  type ListPage,
  type LiveSession,
  type OwnRecord,
  type SessionPort,
} from "./gateway.ts";
export { type NamesMode, parseNamesMode } from "./names.ts";
export { createStrangerRecords, type StrangerRefusal } from "./stranger-records.ts";
