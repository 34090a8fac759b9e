import type { IncomingHttpHeaders } from "node:http";

/** The parts of a request that came in one piece. */
export interface RequestParts {
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

interface Field {
  line: string;
  name: string;
  value: string;
}

/** A request line and headers that can be taken. */
interface Head {
  text: string;
  url: string;
  headers: IncomingHttpHeaders;
  length: number;
}

const MAX_KNOWN = 40;

const END_OF_HEAD = "\r\n\r\n";
const MAX_HEAD_BYTES = 16 * 1024;
/** RFC 9112, section 3: a POST in origin form, in characters that no two readers take for different things. */
const REQUEST_LINE = /^POST (\/[!-~]*) HTTP\/1\.1$/;
/** RFC 9110, section 5: a name that is a token, and a value without anything but printable ASCII, blanks between. */
const FIELD = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*((?:[!-~](?:[ \t]*[!-~])*)?)[ \t]*$/;
const LENGTH = /^\d{1,9}$/;
/** What changes how a message is framed or what becomes of its connection. */
const PECULIAR = new Set(["transfer-encoding", "expect", "upgrade", "trailer", "te", "__proto__"]);

/**
 * Makes the reader of one connection. It reads a POST that came whole: one chunk, one head, a body of exactly the
 * announced length, nothing after it. Null for everything else, also for what is only unusual (a name twice, a byte
 * beyond ASCII, another method): Node's own parser decides about that. So this never takes what Node would refuse, and
 * never frames it otherwise.
 */
export function createRequestReader(): (chunk: Buffer) => RequestParts | null {
  // Of the request before: most of its lines, and often all of them, come again.
  let before: Head | null = null;
  const known: (Field | undefined)[] = [];

  const readFields = (lines: readonly string[]): IncomingHttpHeaders | null => {
    const headers: IncomingHttpHeaders = {};
    for (let i = 1; i < lines.length; i++) {
      const line = lines[i] as string;
      let field = known[i];
      if (field?.line !== line) {
        field = readField(line);
        if (field === undefined) return null;
        if (i < MAX_KNOWN) known[i] = field;
      }
      if (headers[field.name] !== undefined) return null;
      headers[field.name] = field.value;
    }
    return headers;
  };

  const readHead = (text: string): Head | null => {
    const lines = text.split("\r\n");
    const url = REQUEST_LINE.exec(lines[0] as string)?.[1];
    const headers = url === undefined ? null : readFields(lines);
    if (url === undefined || headers === null || headers.host === undefined) return null;
    const { connection, "content-length": length } = headers;
    if (length === undefined || !LENGTH.test(length)) return null;
    if (connection !== undefined && connection.toLowerCase() !== "keep-alive") return null;
    return { text, url, headers, length: Number(length) };
  };

  return (chunk) => {
    const end = chunk.indexOf(END_OF_HEAD);
    if (end === -1 || end > MAX_HEAD_BYTES) return null;
    const text = chunk.toString("latin1", 0, end);
    const head = before?.text === text ? before : readHead(text);
    if (head === null) return null;
    before = head;
    const body = chunk.subarray(end + END_OF_HEAD.length);
    return body.length === head.length ? { url: head.url, headers: head.headers, body } : null;
  };
}

function readField(line: string): Field | undefined {
  const [, name = "", value = ""] = FIELD.exec(line) ?? [];
  const lower = name.toLowerCase();
  return lower === "" || PECULIAR.has(lower) ? undefined : { line, name: lower, value };
}
