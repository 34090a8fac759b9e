import http from "node:http";

type Json = Record<string, unknown>;

/** One event as it came: the id, and the message if there was one. */
export interface SseEvent {
  id: string | null;
  retry: number | null;
  message: (Json & { id?: unknown; method?: string; params?: Json; result?: Json; error?: Json }) | null;
}

export interface SseStream {
  status: number;
  /** The next event with an id or a message; undefined when the stream has ended. */
  next(): Promise<SseEvent | undefined>;
  /** What comes until the stream ends. */
  rest(): Promise<SseEvent[]>;
  /** Breaks the connection. */
  drop(): void;
}

const parse = (block: string): SseEvent => {
  const field = (name: string): string | null =>
    block
      .split("\n")
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2) ?? null;
  const data = field("data");
  const retry = field("retry");
  return {
    id: field("id"),
    retry: retry === null ? null : Number(retry),
    message: data === null || data === "" ? null : (JSON.parse(data) as SseEvent["message"]),
  };
};

/** A stream of events, ids included, as a client sees it that means to come back. */
export function openSse(
  url: URL,
  { method = "GET", headers, body }: { method?: string; headers: Record<string, string>; body?: string },
): Promise<SseStream> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers, agent: false }, (response) => {
      const events: SseEvent[] = [];
      let buffered = "";
      let hasEnded = false;
      let wake = (): void => {};
      const take = (chunk: Buffer): void => {
        buffered += chunk.toString("utf8");
        for (let end = buffered.indexOf("\n\n"); end >= 0; end = buffered.indexOf("\n\n")) {
          const event = parse(buffered.slice(0, end));
          buffered = buffered.slice(end + 2);
          if (event.id !== null || event.message !== null) events.push(event);
        }
        wake();
      };
      const finish = (): void => {
        hasEnded = true;
        wake();
      };
      response.on("data", take).on("end", finish).on("error", finish);
      const next = async (): Promise<SseEvent | undefined> => {
        for (;;) {
          const event = events.shift();
          if (event || hasEnded) return event;
          await new Promise<void>((woken) => (wake = woken));
        }
      };
      resolve({
        status: response.statusCode ?? 0,
        next,
        async rest() {
          const all: SseEvent[] = [];
          for (let event = await next(); event; event = await next()) all.push(event);
          return all;
        },
        drop: () => request.destroy(),
      });
    });
    request.on("error", reject);
    request.end(body);
  });
}
