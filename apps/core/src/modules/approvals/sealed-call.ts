import type { AccessRequest } from "@peta/policy";
import { CoreError } from "../../errors.ts";
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

/**
 * Far more than anybody reads before they decide. Questions are kept: without a bound, an agent that asks and asks would
 * fill the disk (A55).
 */
const MAX_LENGTH = 512 * 1024;

/** As JSON. Throws input.invalid for what is too large to be put before a person. */
function readable(value: unknown): string {
  const text = JSON.stringify(value);
  if (text.length <= MAX_LENGTH) return text;
  throw new CoreError(
    "input.invalid",
    `This call wants a person's approval, and with its arguments and its definition it is larger than the ${MAX_LENGTH / 1024} KiB that a person is asked to look at.`,
  );
}

export const sealCall = (vault: Vault, row: Row, content: CallContent): Uint8Array =>
  vault.seal(readable(content), callIdentity(row));

export const openCall = (vault: Vault, row: SealedApproval): CallContent =>
  JSON.parse(vault.open(row.sealedCall, callIdentity(row))) as CallContent;

export const sealEdit = (vault: Vault, row: Row, args: Json): Uint8Array =>
  vault.seal(readable(args), editIdentity(row));

/** Null where the decider changed nothing. */
export const openEdit = (vault: Vault, row: SealedApproval): Json | null =>
  row.sealedEdit === null ? null : (JSON.parse(vault.open(row.sealedEdit, editIdentity(row))) as Json);
