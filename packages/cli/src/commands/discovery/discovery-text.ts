import type { DiscoveryView } from "@peta/contract";
import { count, fields, next, paragraphs } from "../../text.ts";

const SAID_BY: Record<DiscoveryView["source"], string> = {
  client: "said for this client",
  principal: "said for the principal",
  workspace: "the workspace's default",
  default: "nothing is said: every tool is listed",
};

/** What an agent's list holds, for people. */
export const discoveryText = (view: DiscoveryView): string =>
  paragraphs(
    fields([
      ["principal", view.principalId],
      ["client", view.clientKey ?? "every one"],
      ["profile", `${view.profile} (${SAID_BY[view.source]})`],
      ["in the list", `${count(view.listed.length, "tool")}, ${view.listedLength} characters`],
      ["found by a search only", count(view.searchOnly, "tool")],
      ["flat would list", `${view.flatLength} characters`],
    ]),
    view.profile !== "flat" && view.listed.map((name) => `  ${name}`).join("\n"),
    view.profile === "flat" && next(`peta discovery set strict --of ${view.principalId}`),
  );
