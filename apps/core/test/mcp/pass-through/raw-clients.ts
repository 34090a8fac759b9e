import { expect } from "vitest";
import {
  callLegacy,
  callModern,
  legacyHeaders,
  modernHeaders,
  modernMeta,
  openSession,
  openStream,
  type OpenStream,
  type RawAnswer,
  rpc,
} from "../raw-client.ts";
import type { Era, Json } from "./raw-server.ts";

/** A client of one era: the same requests, whatever envelope they need. */
export interface RawClient {
  call(method: string, params?: Json, id?: number): Promise<RawAnswer>;
  /** The request's own stream of events. */
  stream(method: string, params: Json, id?: number): Promise<OpenStream>;
  /** Where updates of a resource arrive, from the moment on when they do. */
  subscribe(uri: string): Promise<OpenStream>;
  /** Takes back a request whose stream is open. */
  cancel(stream: OpenStream, id: number): Promise<void>;
}

/** Makes clients of either era at one endpoint. */
export const rawClients = (url: URL, token: string): Record<Era, () => Promise<RawClient>> => ({
  async legacy() {
    const session = await openSession(url, token);
    const headers = legacyHeaders(token, session);
    const call: RawClient["call"] = (method, params, id) => callLegacy(url, token, session, method, params, id);
    return {
      call,
      stream: (method, params, id) => openStream(url, { method: "POST", headers, body: rpc(method, params, id) }),
      async subscribe(uri) {
        const stream = await openStream(url, { headers: { ...headers, accept: "text/event-stream" } });
        expect((await call("resources/subscribe", { uri })).body.result).toEqual({});
        return stream;
      },
      async cancel(_stream, requestId) {
        const body = JSON.stringify({ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId } });
        await fetch(url, { method: "POST", headers, body });
      },
    };
  },
  async modern() {
    const open: RawClient["stream"] = (method, params, id) =>
      openStream(url, {
        method: "POST",
        headers: modernHeaders(token, method, params.name as string | undefined),
        body: rpc(method, { ...params, _meta: modernMeta(params._meta as Json | undefined) }, id),
      });
    return {
      call: (method, params, id) => callModern(url, token, method, params, id),
      stream: open,
      async subscribe(uri) {
        const stream = await open("subscriptions/listen", { notifications: { resourceSubscriptions: [uri] } }, 77);
        expect(await stream.next()).toMatchObject({
          method: "notifications/subscriptions/acknowledged",
          params: { notifications: { resourceSubscriptions: [uri] } },
        });
        return stream;
      },
      async cancel(stream) {
        stream.close();
      },
    };
  },
});
