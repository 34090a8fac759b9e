import type { IpcMainInvokeEvent } from "electron";
import { type AnswerOf, type ParsedRequestOf, REQUESTS } from "../../shared/ipc.ts";
import type { Problem, Result } from "../../shared/result.ts";
import { requestChannel, VERBS, type Verb } from "../../shared/verbs.ts";
import { DeskError, toProblem } from "../desk-error.ts";
import type { DeskWindow, Port } from "../port.ts";
import { CONTENT_ORIGIN } from "../window/content.ts";

/** One function for each verb of the channel table. */
export type Handlers = { [V in Verb]: (request: ParsedRequestOf<V>) => Promise<AnswerOf<V>> | AnswerOf<V> };

const FOREIGN: Problem = { code: "desk.refused", message: "Only Desk's own window may ask this." };
const MISSHAPEN: Problem = {
  code: "desk.refused",
  message: "The window asked for something in a form that is not known.",
};
const UNEXPECTED: Problem = {
  code: "desk.internal",
  message: "Something went wrong in Desk itself. Try again, or start Desk anew.",
};

/** Whether the page that asks is the main frame of our window, showing our own pages. */
function isOurs(event: IpcMainInvokeEvent, window: DeskWindow | null, origin: string): boolean {
  const { sender, senderFrame } = event;
  if (window === null || sender !== window.webContents || senderFrame === null || senderFrame.parent !== null)
    return false;
  const url = URL.parse(senderFrame.url);
  return url !== null && `${url.protocol}//${url.host}` === origin;
}

/**
 * Answers the window's requests. Who asks, what is asked and what is answered are checked for every one; a refusal or
 * failure is an answer too, never something thrown: of that, IPC would keep nothing but the message.
 */
export function setupIpc(deps: {
  ipcMain: Port["ipcMain"];
  window: () => DeskWindow | null;
  handlers: Handlers;
  /** Hears of what no handler expected. */
  onUnexpected: (verb: Verb, error: unknown) => void;
}): void {
  for (const verb of VERBS) {
    const { request: requestSchema, answer: answerSchema } = REQUESTS[verb];
    // What it takes is what its own schema gives.
    const handle = deps.handlers[verb] as (request: unknown) => unknown;
    deps.ipcMain.handle(requestChannel(verb), async (event, ...args: unknown[]): Promise<Result<unknown>> => {
      if (!isOurs(event, deps.window(), CONTENT_ORIGIN)) return { ok: false, problem: FOREIGN };
      const request = requestSchema.safeParse(args[0]);
      if (!request.success || args.length > 1) return { ok: false, problem: MISSHAPEN };
      try {
        return { ok: true, value: answerSchema.parse(await handle(request.data)) };
      } catch (error) {
        if (error instanceof DeskError) return { ok: false, problem: toProblem(error) };
        deps.onUnexpected(verb, error);
        return { ok: false, problem: UNEXPECTED };
      }
    });
  }
}
