import type { OpenConnection } from "./open-connection.ts";
import type { ServerNotification, TaskWatch, TaskWatching } from "./server-link.ts";
import { TASK_CHANGED } from "./task-support.ts";

/** Who hears of changes of which task of one modern server: the server is asked once, and only while somebody does. */
export function createTaskWatches(current: () => OpenConnection | null) {
  const byId = new Map<string, Set<TaskWatch>>();
  let told: { at: OpenConnection; taskIds: ReadonlySet<string> } | null = null;

  const follow = async (opened: OpenConnection | null): Promise<void> => {
    const taskIds = await opened?.connection.watchTasks?.([...byId.keys()]);
    if (opened && taskIds) told = { at: opened, taskIds: new Set(taskIds) };
  };

  const remove = (watch: TaskWatch): void => {
    const watches = byId.get(watch.taskId);
    if (!watches?.delete(watch) || watches.size > 0) return;
    byId.delete(watch.taskId);
    void follow(current());
  };

  return {
    /** See ServerLink.watchTask. Without a connection it waits for none: the next one is asked. */
    async watch(wanted: TaskWatch): Promise<TaskWatching> {
      const { taskId } = wanted;
      const watches = byId.get(taskId);
      if (watches) watches.add(wanted);
      else {
        byId.set(taskId, new Set([wanted]));
        await follow(current());
      }
      return {
        get isTold() {
          return told !== null && told.at === current() && told.taskIds.has(taskId);
        },
        stop: () => remove(wanted),
      };
    },
    /** A new connection knows nothing of what is watched. */
    connected(opened: OpenConnection): void {
      if (byId.size > 0) void follow(opened);
    },
    get isEmpty(): boolean {
      return byId.size === 0;
    },
    /** Takes a notification that says so of a task. */
    hear({ method, params = {} }: ServerNotification): boolean {
      if (method !== TASK_CHANGED) return false;
      for (const watch of byId.get(params.taskId as string) ?? []) watch.onChanged();
      return true;
    },
  };
}
