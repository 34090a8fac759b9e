import type { UserFieldDefinition } from "../forms/user-fields/user-fields.ts";
import type { UserSwitchGroup } from "../permissions/user-switches.tsx";

/** An invented tool with one argument of each kind. */
export const sampleSchema = {
  type: "object",
  properties: {
    to: { type: "string", description: "Who gets it: an address, or a name of the address book." },
    subject: { type: "string" },
    body: { type: "string", description: "Plain text." },
    priority: { type: "integer", minimum: 1, maximum: 5 },
    format: { enum: ["text", "html"] },
    copies: { type: "array", items: { type: "string" }, description: "Who gets a copy." },
    urgent: { type: "boolean" },
    replyTo: { type: "string", description: "Where answers go." },
  },
  required: ["to", "subject", "body"],
};

export const sampleArguments = {
  to: "everybody@example.com",
  subject: "Report of the week",
  body: "Hello all,\n\nthe report of this week is attached. The invoice is\u202efdp.exe\n\nRegards",
  priority: 7,
  format: "text",
  copies: ["ann@example.com", "bob@example.com"],
  urgent: false,
  tracking: "pixel",
};

export const sampleEarlier = {
  to: "ann@example.com",
  subject: "Report of the week",
  body: "Hello Ann,\n\nthe report of last week is attached.\n\nRegards",
  priority: 1,
  format: "text",
  copies: ["bob@example.com"],
  signature: true,
};

export const sampleFields: readonly UserFieldDefinition[] = [
  {
    key: "apiKey",
    label: "API key",
    help: "Settings → Developer → Personal tokens.",
    type: "text",
    secret: true,
    required: true,
    placement: { in: "header", name: "Authorization", prefix: "Bearer " },
  },
  {
    key: "region",
    label: "Region",
    type: "choice",
    choices: ["eu", "us"],
    secret: false,
    required: false,
    placement: { in: "env", name: "REGION" },
  },
  {
    key: "dryRun",
    label: "Only try",
    type: "boolean",
    secret: false,
    required: true,
    placement: { in: "argument", flag: "--dry-run" },
  },
];

const entry = {
  kindWord: "Tool",
  enabled: null,
  baseDangerLevel: 0,
  dangerLevel: 0,
  effect: "allow",
  reason: "Allowed.",
} as const;
export const sampleSwitches: readonly UserSwitchGroup[] = [
  {
    id: "notes",
    title: "Team notes",
    enabled: null,
    entries: [
      { ...entry, id: "tool:list", name: "list_notes", description: "Lists all notes." },
      {
        ...entry,
        id: "tool:add",
        name: "add_note",
        dangerLevel: 2,
        effect: "require_approval",
        reason: "You want to be asked.",
      },
      {
        ...entry,
        id: "tool:edit",
        name: "edit_note",
        enabled: false,
        effect: "deny",
        reason: "You switched it off for this client.",
      },
      {
        ...entry,
        id: "tool:delete",
        name: "delete_note",
        effect: "deny",
        reason: "An administrator switched it off.",
        baseDangerLevel: 3,
        dangerLevel: 3,
      },
    ],
  },
  {
    id: "files",
    title: "Project files",
    subtitle: "switched off",
    enabled: false,
    entries: [{ ...entry, id: "tool:read", name: "read_file", effect: "deny", reason: "You switched the server off." }],
  },
];
