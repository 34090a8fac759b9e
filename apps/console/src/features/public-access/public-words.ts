import type { CapabilityView, ServerSummary } from "@peta/contract";
import { dangerWord } from "@peta/ui";

type Open = Pick<ServerSummary, "enabled" | "anonymousAccess" | "anonymousObstacle" | "anonymousToolCount">;

const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** Whether callers without a sign-in reach something of it. */
export const reachesAnything = (server: Open): boolean =>
  server.enabled && server.anonymousAccess && server.anonymousObstacle === null && server.anonymousToolCount > 0;

/** "3 tools of 2 servers can be used by anybody." as the state of the page. */
export function publicSentence(servers: readonly Open[]): string {
  const open = servers.filter(reachesAnything);
  if (open.length === 0) return "Nothing can be used without a sign-in.";
  const tools = open.reduce((sum, { anonymousToolCount }) => sum + anonymousToolCount, 0);
  return `${countOf(tools, "tool")} of ${countOf(open.length, "server")} can be used by anybody, without a sign-in.`;
}

/** What stands for a server in the list, and why nothing of an open one is reached. */
export function publicState(server: Open): { tone: "warning" | "neutral"; label: string; why: string | null } {
  const { anonymousAccess, anonymousObstacle, anonymousToolCount, enabled } = server;
  if (anonymousObstacle !== null) return { tone: "neutral", label: "Cannot be open", why: anonymousObstacle };
  if (!anonymousAccess) return { tone: "neutral", label: "Closed", why: null };
  if (!enabled) return { tone: "neutral", label: "Open", why: "Nothing is reached: the server is switched off." };
  if (anonymousToolCount === 0)
    return { tone: "neutral", label: "Open", why: "Nothing is reached: no tool is chosen." };
  return { tone: "warning", label: "Open to anybody", why: null };
}

/** Why a tool cannot be chosen; null: it can. */
export function toolObstacle({ dangerLevel }: Pick<CapabilityView, "dangerLevel">): string | null {
  if (dangerLevel < 2) return null;
  return `Danger level ${dangerLevel} (${dangerWord(dangerLevel).toLowerCase()}) wants a person's approval, and nobody approves for somebody unknown.`;
}

/** What is said of a tool that can be chosen. */
export function toolNote({ enabled, hints }: Pick<CapabilityView, "enabled" | "hints">): string {
  const says =
    hints.readOnly === true
      ? "Says that it only reads."
      : hints.destructive === true
        ? "Says that it may destroy something."
        : "Does not say that it only reads.";
  return enabled ? says : `${says} It is switched off, so that nobody reaches it now.`;
}

/** The address to give out. The first workspace has `/mcp/public` too; with its name it is right for every one. */
export const publicEndpoint = (endpoint: string, slug: string): string => `${endpoint}/public/${slug}`;

/** A rate as it is typed, within what Core takes. */
export function readPublicRate(text: string): { ok: true; rate: number } | { ok: false; problem: string } {
  const typed = text.trim();
  const rate = Number(typed);
  if (!/^\d+$/.test(typed) || rate < 1 || rate > 1_000)
    return { ok: false, problem: "From 1 to 1,000 requests a minute." };
  return { ok: true, rate };
}
