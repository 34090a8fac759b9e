import { z } from "zod";

/** What changed, so that a page knows which query to ask again. Carries no data of its own. */
export const CHANGE_TOPICS = [
  "servers",
  "principals",
  "permissions",
  "policy",
  "audit",
  "sessions",
  "installation",
  "approvals",
  "clients",
  "network",
  "oauthClients",
  "discovery",
  "cache",
] as const;
export type ChangeTopic = (typeof CHANGE_TOPICS)[number];

export const changeSchema = z.object({ topic: z.enum(CHANGE_TOPICS), at: z.string() });
export type Change = z.infer<typeof changeSchema>;

/** Header that every browser request to `/trpc` carries: a form or an image of another site cannot set it. */
export const CSRF_HEADER = "x-peta-request";
