import type { Era } from "../fixture/wire.ts";

export interface Column {
  client: Era;
  server: Era;
  transport: "http" | "stdio" | "sse";
}

const SERVERS: readonly Pick<Column, "server" | "transport">[] = [
  { server: "legacy", transport: "http" },
  { server: "legacy", transport: "sse" },
  { server: "legacy", transport: "stdio" },
  { server: "modern", transport: "http" },
  { server: "modern", transport: "stdio" },
];

/** HTTP+SSE is older than the modern era: there are no modern servers on it. */
export const COLUMNS: readonly Column[] = (["legacy", "modern"] as const).flatMap((client) =>
  SERVERS.map((server) => ({ client, ...server })),
);

export const columnName = ({ client, server, transport }: Column): string =>
  `${client} client, ${server} server over ${transport}`;

/** What cannot exist, by feature and column: why. Core refuses it with a sentence of its own. */
export const CANNOT: readonly { feature: string; where: Partial<Column>; because: string }[] = [
  {
    feature: "ping",
    where: { client: "modern" },
    because: "2026-07-28 has no `ping`: Core answers HTTP 404 with -32601.",
  },
];

export const refusalOf = (feature: string, column: Column): string | undefined =>
  CANNOT.find(
    (one) =>
      one.feature === feature &&
      Object.entries(one.where).every(([key, value]) => column[key as keyof Column] === value),
  )?.because;
