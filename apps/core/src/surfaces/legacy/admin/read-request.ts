import { adminWire } from "@peta/contract";
import { parseJson } from "../../mcp/parse-message.ts";

export interface AdminRequest {
  action: number;
  data: Record<string, unknown>;
}

const MAX_DEPTH = 64;

/** The envelope of a body; null for what is none: no JSON, a key twice, an action that is no number (A30). */
export function readRequest(body: Buffer | undefined): AdminRequest | null {
  if (!body) return null;
  try {
    const parsed = adminWire.adminRequestSchema.safeParse(parseJson(body, MAX_DEPTH));
    return parsed.success ? { action: parsed.data.action, data: parsed.data.data } : null;
  } catch {
    return null;
  }
}
