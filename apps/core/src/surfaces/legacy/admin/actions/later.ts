import { adminWire } from "@peta/contract";
import { CoreError } from "../../../../errors.ts";
import type { AdminAction, Audience, Era } from "../action.ts";

type Later = readonly [name: adminWire.AdminActionName, era: Era, who: Audience, purpose: string, instead: string];

const NO_TUNNEL = "Put a tunnel or a reverse proxy of your own before Core and set PUBLIC_URL.";
const NO_DISCOVERY = "Use discovery.* of the typed API or peta discovery.";
const NO_SKILLS = "Use skills.upload of the typed API or peta skill upload, and add a server that serves the package.";
const NO_CACHE = "Use cache.* of the typed API or peta cache.";
const NO_BACKUP = "Back the database and the key file up as docs/runbooks tells.";

const LATER: readonly Later[] = [
  ["DELETE_PROXY", "A", "owner", "Factory reset.", "Remove the data directory of a stopped Core to begin anew."],
  ["STOP_PROXY", "A", "owner", "Stops Core.", "Stop the process where it was started."],
  ["BACKUP_DATABASE", "A", "admin", "Exports users, servers, proxy and address list.", NO_BACKUP],
  ["RESTORE_DATABASE", "A", "public", "Imports a backup into an empty installation.", NO_BACKUP],
  ["UPDATE_CLOUDFLARED_CONFIG", "A", "admin", "Saves the tunnel's configuration.", NO_TUNNEL],
  ["GET_CLOUDFLARED_CONFIGS", "A", "admin", "Lists tunnel configurations.", NO_TUNNEL],
  ["DELETE_CLOUDFLARED_CONFIG", "A2", "admin", "Deletes a tunnel configuration.", NO_TUNNEL],
  ["RESTART_CLOUDFLARED", "A2", "admin", "Restarts the tunnel.", NO_TUNNEL],
  ["STOP_CLOUDFLARED", "A2", "admin", "Stops the tunnel.", NO_TUNNEL],
  ["GET_DISCOVERY_CONFIG", "E", "admin", "Reads whether discovery is on.", NO_DISCOVERY],
  ["SET_DISCOVERY_CONFIG", "E", "admin", "Switches discovery.", NO_DISCOVERY],
  ["CREATE_DISCOVERY_PROFILE", "E", "admin", "Creates a discovery profile.", NO_DISCOVERY],
  ["GET_DISCOVERY_PROFILES", "E", "admin", "Lists discovery profiles.", NO_DISCOVERY],
  ["GET_DISCOVERY_PROFILE", "E", "admin", "Reads a discovery profile.", NO_DISCOVERY],
  ["UPDATE_DISCOVERY_PROFILE", "E", "admin", "Changes a discovery profile.", NO_DISCOVERY],
  ["DELETE_DISCOVERY_PROFILE", "E", "admin", "Deletes a discovery profile.", NO_DISCOVERY],
  ["PREVIEW_DISCOVERY", "E", "admin", "Shows direct and hidden tools of a profile.", NO_DISCOVERY],
  ["REINDEX_CATALOG", "E", "admin", "Builds the discovery index anew.", NO_DISCOVERY],
  ["GET_CATALOG_STATS", "E", "admin", "Counts the discovery index.", NO_DISCOVERY],
  ["LIST_SKILLS", "B", "admin", "Lists a server's skills.", NO_SKILLS],
  ["UPLOAD_SKILL", "B", "owner", "Uploads skills.", NO_SKILLS],
  ["DELETE_SKILL", "B", "owner", "Deletes a skill.", NO_SKILLS],
  ["DELETE_SERVER_SKILLS", "B", "owner", "Deletes a server's skills.", NO_SKILLS],
  ["CACHE_GET_HEALTH", "D", "admin", "State of the result cache.", NO_CACHE],
  ["CACHE_GET_POLICY", "D", "admin", "Settings of the result cache.", NO_CACHE],
  ["CACHE_PURGE_GLOBAL", "D", "admin", "Empties the result cache.", NO_CACHE],
  ["CACHE_PURGE_SERVER", "D", "admin", "Forgets a server's results.", NO_CACHE],
  ["CACHE_PURGE_TOOL", "D", "admin", "Forgets a tool's results.", NO_CACHE],
  ["CACHE_PURGE_PROMPT", "D", "admin", "Forgets a prompt's results.", NO_CACHE],
  ["CACHE_PURGE_RESOURCE", "D", "admin", "Forgets a resource's results.", NO_CACHE],
  ["CACHE_PURGE_EXACT", "D", "admin", "Forgets one result.", NO_CACHE],
];

/** The actions that are known and not available yet: each says so, and what to do instead. */
export const laterActions: AdminAction[] = LATER.map(([name, era, who, purpose, instead]) => ({
  code: adminWire.ADMIN_ACTION[name],
  name,
  era,
  who,
  isReady: false,
  purpose,
  input: adminWire.emptySchema,
  example: {},
  errors: {},
  run: async () => {
    throw new CoreError("request.unsupported", `The action ${name} is not available yet. ${instead}`);
  },
}));
