"use client";

import { AuditFeed } from "@/features/audit/audit-feed.tsx";

/** What went to and from this server. */
export function ServerActivity({ serverId }: { serverId: string }) {
  return <AuditFeed filters={{ serverId }} columns={["time", "call", "principal", "outcome", "duration"]} />;
}
