import { parseCoreAddress } from "../address.ts";
import { DeskError } from "../desk-error.ts";

/** The scheme that the system hands to this application. */
export const LINK_SCHEME = "peta-desk";

export type DeskLink =
  | { kind: "connect"; text: string; coreUrl: string }
  | { kind: "approval"; approvalId: string }
  | null;

const MAX_CHARACTERS = 2_000;

/**
 * What a link asks for: `peta-desk://connect?core=<address>` or `peta-desk://approvals/<id>`. Null for anything else.
 * A link opens a question or a page; it never signs in, decides or starts anything by itself (A49).
 */
export function parseDeskLink(text: string): DeskLink {
  if (text.length > MAX_CHARACTERS || /[\p{Cc}\p{Bidi_Control}]/u.test(text)) return null;
  const url = URL.parse(text);
  if (url?.protocol !== `${LINK_SCHEME}:`) return null;
  if (url.hostname === "connect") {
    const core = url.searchParams.get("core");
    if (core === null) return null;
    try {
      return { kind: "connect", text, coreUrl: parseCoreAddress(core) };
    } catch (error) {
      if (error instanceof DeskError) return null;
      throw error;
    }
  }
  const approvalId = /^\/([A-Za-z0-9_-]{1,64})$/.exec(url.pathname)?.[1];
  return url.hostname === "approvals" && approvalId !== undefined ? { kind: "approval", approvalId } : null;
}
