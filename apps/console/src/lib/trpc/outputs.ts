import type { AppRouter } from "@peta/core/app-router";
import type { inferRouterOutputs } from "@trpc/server";

/** What arrives over the wire: the contract's types, with `unknown` fields optional as JSON leaves them. */
type Outputs = inferRouterOutputs<AppRouter>;

export type ServerDetail = Outputs["servers"]["get"];
export type CapabilityView = ServerDetail["capabilities"][number];
export type AuditDetail = Outputs["audit"]["get"];
export type Explanation = Outputs["permissions"]["explain"];
export type ApprovalDetail = Outputs["approvals"]["get"];
