import type { AdminAction, Audience } from "./action.ts";

const WHO = {
  public: "Owner and Admin; anybody without a token",
  admin: "Owner and Admin",
  owner: "Owner",
} satisfies Record<Audience, string>;

const FAMILIES: readonly [from: number, title: string, note: string][] = [
  [
    1001,
    "Users",
    "Every principal of the workspace is a user here. Those that were added elsewhere have a `userId` too: the first 32 hex digits of the SHA-256 of `peta:legacy-user:` and their internal id. `permissions` is written from the switches that are in force and replaces them; a `dangerLevel` can only raise the tool's own. `userPreferences` and `launchConfigs` always read `{}`: what people set for themselves is theirs.",
  ],
  [
    2001,
    "Servers",
    "Categories 2 (a remote server's address) and 5 (a program) are there; 1, 3 and 4 are refused with what to do instead. `launchConfig` is opened with the token of the request, checked, and sealed by the vault; every answer has `{}` in its place, and `{}` sent back changes nothing. `anonymousAccess` opens the server at `/mcp/public`, with the tools that say that they only read unless others were chosen (`peta server public`); `anonymousRateLimit` is its rate. `lazyStartEnabled` is kept and shown, and has no effect.",
  ],
  [3002, "Queries", "Resources go by their URI."],
  [
    4001,
    "Address list",
    "The workspace's address rules, IPv6 included. `0.0.0.0/0` stands for every address of both families. A change that would shut out whoever makes it is refused with 5102 unless `data.lockMeOut` is true. The rules hold on every wire, this one included.",
  ],
  [5001, "Proxy", "One record of each workspace, from the set-up on."],
  [
    6001,
    "Backup and logs",
    "`GET_LOGS` reads the audit: `id` is the moment in milliseconds times 1000 and the place within it; records younger than a second are not shown. An event that had no number has `action` 0, and `requestParams` names it. The webhook gets `{ logs, count, timestamp }` every five minutes, from the moment it is set, at least once; redirects are not followed.",
  ],
  [8001, "Cloudflare tunnel", ""],
  [
    9101,
    "Policy sets and approvals",
    "A policy set is kept as it was sent and put in force as rules of the workspace's policy set, named `legacy.<id>.<rule>`; see docs/adr/0011-legacy-admin.md. `isInForce` is false where they were changed in the Console since. Approving a call of danger level 3 wants the decider's account password in `data.password`.",
  ],
  [9301, "Discovery", ""],
  [10_040, "Skills", ""],
  [11_001, "Result cache", ""],
];

const cell = (text: string): string => text.replaceAll("|", "\\|");

const family = (actions: readonly AdminAction[], index: number): string[] => {
  const [from, title, note] = FAMILIES[index] as (typeof FAMILIES)[number];
  const next = FAMILIES[index + 1]?.[0] ?? Number.POSITIVE_INFINITY;
  const own = actions.filter(({ code }) => code >= from && code < next);
  return [
    `## ${title}`,
    "",
    ...(note ? [note, ""] : []),
    "| Code | Name | Era | Who | What it does | Example of `data` |",
    "| --- | --- | --- | --- | --- | --- |",
    ...own.map(
      ({ code, name, era, who, purpose, example, isReady }) =>
        `| ${code} | ${name} | ${era} | ${WHO[who]} | ${isReady ? "" : "**Not available yet.** "}${cell(purpose)} | ${Object.keys(example).length === 0 ? "" : `\`${cell(JSON.stringify(example))}\``} |`,
    ),
    "",
  ];
};

/** The page of docs/api about this wire, written from the table; a test holds it against the code. */
export const adminPage = (actions: readonly AdminAction[]): string =>
  [
    "# The legacy wire `/admin`",
    "",
    '`POST /admin` with `{ "action": <number>, "data": { … } }`, for scripts and consoles of the product\'s first versions. New code uses the',
    "[typed API](trpc.md): both call the same modules, and what one changes the other shows. Written from the table in",
    "`apps/core/src/surfaces/legacy/admin`: `UPDATE_DOCS=1 npx vitest run test/admin/action-table.test.ts` in `apps/core` writes it anew.",
    "",
    "```bash",
    "curl -X POST http://localhost:3002/admin \\",
    '  -H "Content-Type: application/json" \\',
    '  -H "Authorization: Bearer YOUR_ADMIN_TOKEN" \\',
    '  -d \'{ "action": 1010, "data": { "userId": "user123", "status": 1, "role": 0 } }\'',
    "```",
    "",
    "Role 0, or none, means User (3). Without `encryptedToken` Core issues the user's access token and answers it once, in `data.accessToken`.",
    "",
    "## Answers",
    "",
    "| Situation | Status | Body |",
    "| --- | --- | --- |",
    '| done | 200 | `{ "success": true, "data": { … } }`; nothing to say is `{}` |',
    '| the envelope is wrong: no JSON, a key twice, `action` missing, no number, or unknown | 400 | `{ "success": false, "error": { "code": 1001, "message" } }` |',
    '| the action fails, for whatever reason | 500 | `{ "success": false, "error": { "code", "message" } }` |',
    '| no token where one is needed; a token that is unknown, expired, revoked or a disabled user\'s; a header that is not exactly `Bearer <token>` | 401 | `{ "success": false, "message", "timestamp" }` |',
    "| a User's token; an address that may not come; a page of another site | 403 | the same |",
    "| too many requests | 429, `Retry-After` | the same |",
    "| more than 15 MiB (64 KiB without a token) | 413 | `error` with 1001 |",
    "",
    "Tokens are Core's own opaque ones or 128 hex digits that a client made. OAuth access tokens are not accepted here.",
    "",
    "Before the set-up, `CREATE_USER` with role 1 creates the first owner; it needs the set-up token in `data.setupToken`, `userId` and `encryptedToken`.",
    "",
    "Eras: A first release, A2 shortly after, B skills, C policy sets and approvals, D result cache, E discovery, F provider sign-in, G the last one.",
    "",
    ...FAMILIES.flatMap((_family, index) => family(actions, index)),
  ].join("\n");
