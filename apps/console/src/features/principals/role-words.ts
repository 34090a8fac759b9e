import type { Role } from "@peta/contract";

/** What each role may do, in one sentence. */
export const roleWords = {
  owner: { label: "Owner", means: "Everything, including other owners." },
  admin: { label: "Admin", means: "Servers, people, agents, permissions and the audit log." },
  user: { label: "User", means: "Own calls, within what administrators allow." },
  guest: { label: "Guest", means: "Only what is open to everybody." },
} as const satisfies Record<Role, { label: string; means: string }>;

export const roleOptions = (Object.keys(roleWords) as Role[]).map((role) => ({
  value: role,
  label: roleWords[role].label,
}));

/** An id that Core accepts, from a name: "CI bot (main)" → "ci-bot-main". Empty when nothing is left. */
export function suggestPrincipalId(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[^a-z]+/, "")
    .slice(0, 64)
    .replace(/-+$/, "");
}
