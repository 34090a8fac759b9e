import type { IpRules, WorkspaceView } from "@peta/contract";
import { NOW } from "./twin-data.ts";

/** What the twin answers for `network.*` and `workspaces.*`. */
export const ipRules: IpRules = {
  rules: [{ ruleId: "ipr_1", range: "192.0.2.0/24", note: "the office", createdAt: NOW, createdBy: "ada" }],
  yourAddress: "192.0.2.7",
  isEnforced: true,
};

export const limits = { principalRatePerMinute: 6000, workspaceRatePerMinute: null };

export const workspace = (slug: string, name: string): WorkspaceView => ({
  slug,
  name,
  role: "owner",
  isCurrent: true,
  createdAt: NOW,
});
