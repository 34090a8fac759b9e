import { CoreError } from "../../errors.ts";
import { type Caller, isAnonymous } from "../principals/principal.ts";

const DENIED = "This call is not open to callers without a sign-in.";
const AWAY = "The server of this tool cannot be reached now. Try again later.";
/** About the call or the room that there is, in words of Core's own. */
const SAID_TO_ANYBODY: ReadonlySet<string> = new Set(["server.busy", "server.timeout"]);

/** The server was not reached, so that nothing was done. */
const NOT_STARTED: ReadonlySet<string> = new Set(["server.launch_refused", "server.start_failed"]);
const NOT_MCP = "server.protocol_error";
/** The request may have got through before the server failed or went silent. */
const MAY_BE_DONE = /^(?:HTTP 5\d\d|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/;

/** How the request is spoken of that was not answered. */
interface Words {
  again: string;
  notMade: string;
  /** Null: it only looks, and may be repeated. */
  notKnown: string | null;
}
const CALL: Words = {
  again: "Call again",
  notMade: "The call was not made.",
  notKnown: "Whether the call was carried out is not known; do not repeat what must not happen twice.",
};
const LOOK: Words = { again: "Ask again", notMade: "Nothing was asked of it.", notKnown: null };
/** The call that has become the task was made long ago. */
const TASK_CHANGE: Words = {
  ...LOOK,
  notKnown: "Whether it has taken this in is not known; ask for the state of the task before you repeat it.",
};
const WORDS: ReadonlyMap<string, Words> = new Map([
  ["tasks/get", LOOK],
  ["tasks/result", LOOK],
  ["tasks/cancel", TASK_CHANGE],
  ["tasks/update", TASK_CHANGE],
  ["resources/subscribe", LOOK],
]);

const whatNow = ({ retryAfterSeconds: seconds }: CoreError, { again }: Words): string =>
  `${again} ${seconds === undefined ? "later" : `in ${seconds} s`}, or ask an administrator to look at the server.`;

const inOtherWords = (error: CoreError, message: string): CoreError =>
  new CoreError(error.code, message, {
    cause: error,
    ...(error.retryAfterSeconds !== undefined && { retryAfterSeconds: error.retryAfterSeconds }),
  });

/**
 * An error as its caller may see it. Rules and what is wrong with a server are of interest to those who govern them; to
 * somebody unknown they would tell how the installation is built.
 * @param method what was asked for, as MCP calls it
 */
export function refusalFor(caller: Caller, error: unknown, method: string): unknown {
  if (!(error instanceof CoreError)) return error;
  if (!isAnonymous(caller)) return caller.channel === "mcp" ? forAgents(error, WORDS.get(method) ?? CALL) : error;
  const { code } = error;
  const isOfServer = code.startsWith("server.") && !SAID_TO_ANYBODY.has(code);
  if (code !== "permission.denied" && !isOfServer) return error;
  return inOtherWords(error, isOfServer ? AWAY : DENIED);
}

/**
 * What is wrong with a server is said in one sentence, and how to mend it in those behind it: an agent can do nothing of
 * that, and wants to know instead whether something was done, and whether to call again.
 */
function forAgents(error: CoreError, words: Words): CoreError {
  if (error.code === "server.sign_in_required") return inOtherWords(error, wantsSignIn(words));
  if (error.code === "server.sign_in_failed")
    return inOtherWords(error, `Core cannot sign in to the server. ${words.notMade} ${whatNow(error, words)}`);
  const said = firstSentence(error.message);
  if (NOT_STARTED.has(error.code)) return inOtherWords(error, `${said} ${words.notMade} ${whatNow(error, words)}`);
  // The connection's own faults have a kind; what happened to a request that was under way says itself what to do.
  const own = kindOf(error);
  const kind = own ?? kindOf(error.cause);
  const isOfConnection =
    error.code === "server.unreachable" ? kind !== undefined : error.code === NOT_MCP && kind?.startsWith("HTTP ");
  if (!isOfConnection) return error;
  // With the kind of its cause, it was refused before it was sent.
  const notKnown = own !== undefined && MAY_BE_DONE.test(own) ? words.notKnown : null;
  return inOtherWords(error, `${said} ${notKnown ?? whatNow(error, words)}`);
}

/** Whose doing it is that there is none, an agent cannot tell: no word of it, and no way that is not its own. */
const wantsSignIn = ({ notMade, again }: Words): string =>
  `The server wants an administrator to sign in to it. ${notMade} ${again} when an administrator has done so.`;

const kindOf = (error: unknown): string | undefined => (error instanceof CoreError ? error.detail : undefined);

const firstSentence = (text: string): string => /^.+?\.(?=\s+[A-Z]|$)/su.exec(text)?.[0] ?? text;
