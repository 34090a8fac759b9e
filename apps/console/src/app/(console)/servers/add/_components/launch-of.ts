import type { LaunchInput, ServerTransport } from "@peta/contract";
import { idOfTitle, type RestDraft, toRestLaunch } from "@/features/rest/rest-draft.ts";
import { type LaunchDraft, suggestServerId, toLaunch } from "@/features/servers/launch-draft.ts";
import { type SkillsDraft, toSkillsLaunch } from "@/features/skills/skills-draft.ts";

/** What is typed in the forms of each category. */
export interface LaunchDrafts {
  launch: LaunchDraft;
  rest: RestDraft;
  skills: SkillsDraft;
}

export type LaunchCategory = "program" | "http" | "rest" | "skills";

/** The draft of the launch as the category has it: the transport follows from the category. */
export function launchDraftOf(category: LaunchCategory, draft: LaunchDraft): LaunchDraft {
  if (category === "program") return { ...draft, transport: "stdio" };
  return { ...draft, transport: draft.transport === "sse" ? "sse" : "http" };
}

/** What Core would be sent; it may not fit the contract yet. */
export function launchOf(category: LaunchCategory, drafts: LaunchDrafts): LaunchInput | Record<string, unknown> {
  if (category === "rest") return toRestLaunch(drafts.rest);
  if (category === "skills") return toSkillsLaunch(drafts.skills);
  return toLaunch(launchDraftOf(category, drafts.launch));
}

/** A server id to start from. */
export function suggestedId(category: LaunchCategory, drafts: LaunchDrafts): string {
  if (category === "rest") return idOfTitle(drafts.rest.definition?.title);
  if (category === "skills") return drafts.skills.packageId.slice(0, 40);
  return suggestServerId(toLaunch(launchDraftOf(category, drafts.launch)));
}

export const transportOf = (category: LaunchCategory): ServerTransport => (category === "program" ? "stdio" : category);
