import type { ClientCapabilities, DiscoveryProfile, DiscoveryView } from "@peta/contract";

export const profileOptions = [
  { value: "flat", label: "Flat", description: "The list holds every tool that it may see" },
  { value: "hybrid", label: "Hybrid", description: "Pinned and most used tools, and a search for the rest" },
  { value: "strict", label: "Strict", description: "Only search, describe and execute" },
] as const satisfies readonly { value: DiscoveryProfile; label: string; description: string }[];

export const profileLabel = (profile: DiscoveryProfile): string =>
  profileOptions.find(({ value }) => value === profile)?.label ?? profile;

/** Whose word counts. */
export const sourceSentence: Record<DiscoveryView["source"], string> = {
  client: "Said for this client.",
  principal: "Said for all clients of this person or agent.",
  workspace: "The workspace's default.",
  default: "Nobody has said anything: flat, as MCP clients expect it.",
};

/** "4 tools in the list, 38 found by search; 2,100 characters in the place of 41,000." */
export function listSentence(
  view: Pick<DiscoveryView, "listed" | "searchOnly" | "listedLength" | "flatLength">,
): string {
  const count = view.listed.length;
  const list = `${count} ${count === 1 ? "tool" : "tools"} in the list`;
  if (view.searchOnly === 0) return `${list}, ${characters(view.listedLength)}.`;
  return `${list}, ${view.searchOnly.toLocaleString("en")} found by search; ${characters(view.listedLength)} in the place of ${view.flatLength.toLocaleString("en")}.`;
}

const characters = (count: number): string => `${count.toLocaleString("en")} characters`;

/** Most tools of servers that a hybrid list holds; what the contract allows. */
export const MAX_DIRECT_TOOLS = 200;

/** The number of a text, or why it is none. */
export function directToolsProblem(text: string): string | undefined {
  const count = Number(text);
  const fits = text.trim() !== "" && Number.isInteger(count) && count >= 0 && count <= MAX_DIRECT_TOOLS;
  return fits ? undefined : `Give a whole number from 0 to ${MAX_DIRECT_TOOLS}.`;
}

/** The tools among what a client may use, under the names by which they are pinned. */
export const pinnableTools = ({ servers }: Pick<ClientCapabilities, "servers">) =>
  servers.flatMap(({ serverId, capabilities }) =>
    capabilities
      .filter(({ kind }) => kind === "tool")
      .map(({ name, description }) => ({ canonicalName: `${serverId}::${name}`, description })),
  );
