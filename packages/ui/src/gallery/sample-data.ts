import type { ActivityBucket } from "../charts/activity-buckets.ts";
import type { PermissionGroup } from "../permissions/permission-matrix.tsx";
import type { Status } from "../primitives/status-badge.tsx";

const hourMs = 3_600_000;

/** A day of calls, by the hour, ending at `now`. The same numbers at every drawing. */
export function sampleActivity(now: number): ActivityBucket[] {
  return Array.from({ length: 24 }, (_, hour) => {
    const wave = Math.round(60 + 50 * Math.sin((hour - 6) / 3.8) + ((hour * 37) % 23));
    return {
      at: new Date(Math.floor(now / hourMs) * hourMs - (23 - hour) * hourMs).toISOString(),
      allowed: Math.max(4, wave),
      held: hour % 6 === 2 ? 5 : 0,
      denied: hour % 5 === 0 ? 9 : hour % 3,
      failed: hour === 14 ? 21 : (hour * 7) % 4,
      cancelled: hour % 7 === 3 ? 2 : 0,
    };
  });
}

export interface SampleServer {
  id: string;
  name: string;
  status: Status;
  transport: string;
  tools: number;
  calls: number;
  p95: number | null;
  lastCallAt: number | null;
}

/** Servers with names people know and states they meet. */
export function sampleServers(now: number): SampleServer[] {
  return [
    {
      id: "github",
      name: "GitHub",
      status: "online",
      transport: "HTTP",
      tools: 42,
      calls: 1_204,
      p95: 312,
      lastCallAt: now - 41_000,
    },
    {
      id: "notes",
      name: "Notes",
      status: "online",
      transport: "stdio",
      tools: 6,
      calls: 388,
      p95: 9,
      lastCallAt: now - 190_000,
    },
    {
      id: "postgres",
      name: "PostgreSQL",
      status: "connecting",
      transport: "stdio",
      tools: 11,
      calls: 96,
      p95: 48,
      lastCallAt: now - 5_400_000,
    },
    {
      id: "linear",
      name: "Linear",
      status: "error",
      transport: "HTTP",
      tools: 23,
      calls: 71,
      p95: 1_840,
      lastCallAt: now - 9_200_000,
    },
    {
      id: "filesystem",
      name: "Filesystem",
      status: "sleeping",
      transport: "stdio",
      tools: 14,
      calls: 12,
      p95: 4,
      lastCallAt: now - 86_400_000,
    },
    {
      id: "stripe",
      name: "Stripe",
      status: "disabled",
      transport: "HTTP",
      tools: 0,
      calls: 0,
      p95: null,
      lastCallAt: null,
    },
  ];
}

export const samplePermissions: readonly PermissionGroup[] = [
  {
    id: "github",
    title: "github",
    subtitle: "closed unless switched on",
    switch: true,
    defaultMeans: false,
    entries: [
      {
        id: "tool:search_code",
        name: "search_code",
        title: "Search code",
        kind: "tool",
        dangerLevel: 0,
        effect: "allow",
        layers: { server: "pass", administrator: "pass", user: "not_said" },
        switch: true,
        reason: "Every layer lets it through.",
      },
      {
        id: "tool:create_issue",
        name: "create_issue",
        title: "Create issue",
        kind: "tool",
        dangerLevel: 1,
        effect: "allow",
        layers: { server: "pass", administrator: "not_said", user: "pass" },
        switch: null,
        reason: "The server's default lets it through.",
      },
      {
        id: "tool:merge_pull_request",
        name: "merge_pull_request",
        title: "Merge pull request",
        kind: "tool",
        dangerLevel: 2,
        effect: "require_approval",
        layers: { server: "pass", administrator: "pass", user: "not_said" },
        switch: true,
        reason: "Danger level 2 asks the owner of the agent before each call.",
      },
      {
        id: "tool:delete_repository",
        name: "delete_repository",
        title: "Delete repository",
        kind: "tool",
        dangerLevel: 3,
        effect: "deny",
        layers: { server: "pass", administrator: "deny", user: "not_said" },
        switch: false,
        reason: "An administrator switched it off for build-bot.",
      },
    ],
  },
  {
    id: "notes",
    title: "notes",
    subtitle: "open to everybody",
    switch: null,
    defaultMeans: true,
    entries: [
      {
        id: "tool:add_note",
        name: "add_note",
        title: "Add note",
        kind: "tool",
        dangerLevel: 0,
        effect: "allow",
        layers: { server: "pass", administrator: "not_said", user: "not_said" },
        switch: null,
        reason: "The server is open to everybody.",
      },
      {
        id: "prompt:summarise",
        name: "summarise",
        title: "Summarise notes",
        kind: "prompt",
        dangerLevel: 0,
        effect: "deny",
        layers: { server: "pass", administrator: "not_said", user: "deny" },
        switch: null,
        reason: "Its owner switched it off for this client.",
      },
      {
        id: "resource:notes://all",
        name: "notes://all",
        kind: "resource",
        dangerLevel: 0,
        effect: "allow",
        layers: { server: "pass", administrator: "not_said", user: "not_said" },
        switch: null,
        reason: "The server is open to everybody.",
      },
    ],
  },
];

export const sampleJson = {
  owner: "acme",
  repo: "billing-service",
  title: "Refund fails when the card has expired",
  labels: ["bug", "payments"],
  assignee: null,
  draft: false,
  milestone: 12,
  body: `Steps to reproduce:\n\n1. Pay with a card that expires this month.\n2. Ask for a refund next month.\n3. See the error.\n\n${"The log repeats the same line for every attempt. ".repeat(10)}`,
  metadata: {
    source: { channel: "support", ticket: { id: 48_211, url: "https://support.example.com/48211" } },
    history: Array.from({ length: 130 }, (_, index) => index),
  },
};
