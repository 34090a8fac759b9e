import type { HttpLaunch, Launch, RestLaunch } from "@peta/contract";

/** Behind a URL and spoken to in MCP, as opposed to a program, and to what Core itself serves. */
export const isHttpLaunch = (launch: Launch): launch is HttpLaunch =>
  launch.transport === "http" || launch.transport === "sse";

/** Asked over HTTP, with headers of the administrator's, and of its users' own where they have values. */
export const hasHeaders = (launch: Launch): launch is HttpLaunch | RestLaunch =>
  isHttpLaunch(launch) || launch.transport === "rest";
