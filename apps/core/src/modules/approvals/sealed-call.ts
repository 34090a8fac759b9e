import type { AccessRequest } from "@peta/policy";
import type { Json } from "../json.ts";
import type { Vault } from "../vault.ts";
import type { ApprovalRecord, CallToApprove, SealedApproval } from "./approval.ts";

/** What is asked about, in full. The circumstances are kept because rules may look at them when it is decided again. */
export interface CallContent {
  arguments: Json;
  definition: unknown;
  statedReason: string | null;
  client: { name: string; version: string };
  request: Omit<AccessRequest["request"], "time">;
  sessionId: string | null;
}

type Row = Pick<ApprovalRecord, "workspaceId" | "id">;

// A sealed value opens only in the row and the column it was made for.
const callIdentity = ({ workspaceId, id }: Row): string => `approval:${workspaceId}:${id}:call`;
const editIdentity = ({ workspaceId, id }: Row): string => `approval:${workspaceId}:${id}:edit`;

export const contentOf = ({ request, capability, statedReason }: CallToApprove): CallContent => {
  const { method, era, ip } = request.request;
  return {
    arguments: request.args,
    definition: capability.definition,
    statedReason,
    client: { name: request.client?.name ?? "", version: request.client?.version ?? "" },
    request: { method, era, ...(ip !== undefined && { ip }) },
    sessionId: request.session?.id ?? null,
  };
};

export const sealCall = (vault: Vault, row: Row, content: CallContent): Uint8Array =>
  vault.seal(JSON.stringify(content), callIdentity(row));

export const openCall = (vault: Vault, row: SealedApproval): CallContent =>
  JSON.parse(vault.open(row.sealedCall, callIdentity(row))) as CallContent;

export const sealEdit = (vault: Vault, row: Row, args: Json): Uint8Array =>
  vault.seal(JSON.stringify(args), editIdentity(row));

/** Null where the decider changed nothing. */
export const openEdit = (vault: Vault, row: SealedApproval): Json | null =>
  row.sealedEdit === null ? null : (JSON.parse(vault.open(row.sealedEdit, editIdentity(row))) as Json);
