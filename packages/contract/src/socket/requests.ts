import { z } from "zod";
import { callArgumentsSchema } from "../arguments.ts";
import { clientKeySchema } from "../clients.ts";
import { legacyConfigureServerSchema, legacyServerRefSchema } from "../legacy-user.ts";
import { type CapabilityTree, setCapabilitiesDataSchema } from "./capability-tree.ts";
import { socketRequestSchema } from "./envelopes.ts";
import type { NotificationMap } from "./notifications.ts";

/** The tree as all clients of the caller have it, or as one of them has it. */
export const getCapabilitiesRequestSchema = socketRequestSchema.extend({
  data: z.looseObject({ clientKey: clientKeySchema.optional() }).nullish(),
});
export const setCapabilitiesRequestSchema = socketRequestSchema.extend({ data: setCapabilitiesDataSchema });
export const configureServerRequestSchema = socketRequestSchema.extend({ data: legacyConfigureServerSchema });
/** Older applications put `serverId` beside `requestId`. */
export const unconfigureServerRequestSchema = z.union([
  socketRequestSchema.extend({ data: legacyServerRefSchema }),
  socketRequestSchema.extend(legacyServerRefSchema.shape).transform(({ serverId, ...rest }) => ({
    ...rest,
    data: { serverId },
  })),
]);
export const getPendingApprovalsRequestSchema = socketRequestSchema;

/** Times are ISO 8601; the newest approvals come first. */
export interface PendingApprovals {
  approvals: NotificationMap["approval_created"][];
}

/** What `data` is in the successful `socket_response` to each request of the application. */
export interface SocketRequestResults {
  get_capabilities: { capabilities: CapabilityTree };
  set_capabilities: undefined;
  configure_server: { serverId: string; message: string };
  unconfigure_server: { serverId: string; message: string };
  get_pending_approvals: PendingApprovals;
}

/** The legacy payload, with the fields of the typed API for edited arguments and the decider's password. */
export const approvalDecidePayloadSchema = z.looseObject({
  id: z.string().min(1).max(64),
  decision: z.enum(["APPROVED", "REJECTED"]),
  reason: z.string().trim().max(1000).nullish(),
  arguments: callArgumentsSchema.optional(),
  password: z.string().max(256).optional(),
});
export type ApprovalDecidePayload = z.input<typeof approvalDecidePayloadSchema>;
