import type { PrincipalView } from "@peta/contract";

export const principalHref = (principalId: string): string =>
  `/principals/detail?principal=${encodeURIComponent(principalId)}`;
export const permissionsHref = (principalId: string): string =>
  `/permissions?principal=${encodeURIComponent(principalId)}`;

/** "2 people and 3 agents." as the state of the list. */
export function crowdSentence(principals: readonly Pick<PrincipalView, "kind" | "status">[]): string {
  const people = principals.filter((principal) => principal.kind === "person").length;
  const agents = principals.length - people;
  const disabled = principals.filter((principal) => principal.status === "disabled").length;
  const counted = `${people} ${people === 1 ? "person" : "people"} and ${agents} ${agents === 1 ? "agent" : "agents"}`;
  return disabled > 0 ? `${counted}, ${disabled} disabled.` : `${counted}.`;
}
