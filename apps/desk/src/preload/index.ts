import { contextBridge, type IpcRendererEvent, ipcRenderer } from "electron";
import { NOTICES, type Notice, noticeChannel, requestChannel, VERBS } from "../shared/verbs.ts";

// Runs in the sandbox with the two modules above and nothing else. The page gets verbs, never ipcRenderer: it cannot
// name a channel, nor see the event that a notice came with.

const verbs: Record<string, Record<string, (request?: unknown) => Promise<unknown>>> = {};
for (const verb of VERBS) {
  const [noun, name] = verb.split(".") as [string, string];
  const channel = requestChannel(verb);
  verbs[noun] = { ...verbs[noun], [name]: (request: unknown = null) => ipcRenderer.invoke(channel, request) };
}

contextBridge.exposeInMainWorld("desk", {
  ...verbs,
  on(notice: Notice, listener: (payload: unknown) => void): () => void {
    if (!NOTICES.includes(notice)) throw new TypeError("There is no such notice.");
    const channel = noticeChannel(notice);
    const hear = (_event: IpcRendererEvent, payload: unknown): void => listener(payload);
    ipcRenderer.on(channel, hear);
    return () => void ipcRenderer.removeListener(channel, hear);
  },
});
