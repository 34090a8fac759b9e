import type { HttpLaunch } from "@peta/contract";
import { withQuery } from "../with-query.ts";

/**
 * A URL of a server with the query parameters of its launch configuration, each a value of its own (A46). They hold
 * credentials of servers that take them nowhere else, so the URL is for sending and never for a message.
 */
export const launchUrl = (launch: HttpLaunch, url = new URL(launch.url)): URL =>
  Object.entries(launch.query ?? {}).reduce((so, [name, value]) => withQuery(so, name, value), url);
