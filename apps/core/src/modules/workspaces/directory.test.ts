import { expect, test } from "vitest";
import { TestClock } from "../../adapters/clock.ts";
import { createLocalEventBus } from "../../adapters/event-bus.ts";
import { createWorkspaceDirectory } from "./directory.ts";

const settle = () => new Promise((resume) => setImmediate(resume));

function createWorld(stored: string[]) {
  const clock = new TestClock();
  const events = createLocalEventBus((error) => {
    throw error;
  });
  const opened: string[] = [];
  const state = { failure: null as Error | null };
  const directory = createWorkspaceDirectory({
    store: {
      listIds: async () => stored,
      find: async (id) => ({ id, slug: id.slice(4), name: id, createdAt: 0 }),
    },
    openers: [
      async (id) => {
        if (state.failure) throw state.failure;
        opened.push(id);
      },
      async (id) => void opened.push(`${id} too`),
    ],
    events,
    clock,
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  });
  return {
    clock,
    directory,
    opened,
    state,
    changed: (workspaceId: string) => events.publish({ type: "workspaces.changed", workspaceId }),
  };
}

test("at the start every workspace is opened by everybody, and the oldest comes first", async () => {
  const { directory, opened } = createWorld(["wsp_old", "wsp_new"]);
  expect(directory.first()).toBeUndefined();
  await directory.start();
  expect([...opened].sort()).toEqual(["wsp_new", "wsp_new too", "wsp_old", "wsp_old too"]);
  expect([directory.first(), directory.ids()]).toEqual(["wsp_old", ["wsp_old", "wsp_new"]]);
  expect([directory.bySlug("new"), directory.bySlug("wsp_new")]).toEqual(["wsp_new", undefined]);
});

test("a workspace that cannot be read stops the start", async () => {
  const { directory, state } = createWorld(["wsp_old"]);
  state.failure = new Error("the database is away");
  await expect(directory.start()).rejects.toThrow("the database is away");
});

test("a workspace of another process is opened when its event arrives, once, and again if that fails", async () => {
  const { clock, directory, opened, state, changed } = createWorld(["wsp_old"]);
  await directory.start();
  opened.length = 0;
  state.failure = new Error("the database is away");
  changed("wsp_far");
  changed("wsp_far");
  await settle();
  expect(directory.ids()).toEqual(["wsp_old"]);
  state.failure = null;
  clock.advance(1_000);
  await settle();
  expect(directory.ids()).toEqual(["wsp_old", "wsp_far"]);
  expect(opened.filter((id) => id === "wsp_far")).toHaveLength(1);
  changed("wsp_far");
  await settle();
  expect(opened.filter((id) => id === "wsp_far")).toHaveLength(1);
});

test("two that open one workspace at the same moment share the reading", async () => {
  const { directory, opened } = createWorld([]);
  await Promise.all([directory.open("wsp_one"), directory.open("wsp_one")]);
  expect(opened).toEqual(["wsp_one", "wsp_one too"]);
  expect(directory.ids()).toEqual(["wsp_one"]);
});
