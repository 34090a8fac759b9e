import type { ApprovalView, SocketNotification } from "@peta/contract";
import { beforeEach, expect, test } from "vitest";
import type { Connections, ConnectionsListener } from "../connection/setup-connections.ts";
import { setupNotifications } from "../notifications/setup-notifications.ts";
import { TestClock } from "../testing/test-clock.ts";
import { setupApprovals, type Approvals } from "./setup-approvals.ts";

interface Message {
  title: string;
  body: string;
  isClosed: boolean;
  click: () => void;
}

let clock: TestClock;
let pending: ApprovalView[];
let questions: number;
let isAway: boolean;
let listener: ConnectionsListener[];
let approvals: Approvals;
let messages: Message[];
let opened: [string, string][];
let isOn: boolean;

beforeEach(() => {
  clock = new TestClock();
  [pending, questions, isAway, listener, messages, opened, isOn] = [[], 0, false, [], [], [], true];
  const connections = {
    listen: (one: ConnectionsListener) => void listener.push(one),
    get: () => ({
      async ask() {
        questions++;
        await Promise.resolve();
        if (isAway) throw new Error("away");
        return { approvals: [...pending] };
      },
    }),
  } as unknown as Connections;
  approvals = setupApprovals({ connections, clock });
  setupNotifications({
    Notification: class {
      static isSupported = () => true;
      readonly message: Message;
      constructor({ title = "", body = "" }) {
        this.message = { title, body, isClosed: false, click: () => {} };
      }
      on(event: string, listen: () => void) {
        if (event === "click") this.message.click = listen;
        return this;
      }
      show = () => void messages.push(this.message);
      close = () => void (this.message.isClosed = true);
    } as never,
    approvals,
    connections,
    clock,
    isOn: () => isOn,
    open: (connectionId, at) => void opened.push([connectionId, at]),
  });
});

const approval = (approvalId: string, livesMs = 600_000): ApprovalView =>
  ({
    approvalId,
    principalName: "Claude",
    title: "Send a mail",
    name: "send_mail",
    serverName: "Mail",
    summary: "The agent asks to send a mail.",
    needsStepUp: false,
    expiresAt: new Date(clock.now() + livesMs).toISOString(),
  }) as ApprovalView;
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
const live = async () => {
  for (const { onLive } of listener) onLive?.("c1");
  await settle();
};
const hear = async (notification: Partial<SocketNotification>) => {
  for (const { onNotification } of listener) onNotification?.("c1", notification as SocketNotification);
  await settle();
};
const waitingIds = () => approvals.waiting.get().flatMap((one) => one.approvals.map(({ approvalId }) => approvalId));

test("what was missed while away is asked for when the connection is live", async () => {
  pending = [approval("a"), approval("b")];
  await live();
  expect(waitingIds()).toEqual(["a", "b"]);
  expect(messages).toMatchObject([{ title: "2 approvals wait" }]);
  messages[0]?.click();
  expect(opened).toEqual([["c1", "/approvals"]]);
});

test("a new one has a message that opens it, and takes it away when it is decided elsewhere", async () => {
  await live();
  pending = [approval("a")];
  await hear({ type: "approval_created" });
  expect(messages).toMatchObject([{ title: "Claude wants to use Send a mail of Mail", isClosed: false }]);
  messages[0]?.click();
  expect(opened).toEqual([["c1", "/approvals/a"]]);
  pending = [];
  await hear({ type: "approval_decided" });
  expect(waitingIds()).toEqual([]);
  expect(messages[0]?.isClosed).toBe(true);
});

test("a flood becomes one message every few seconds, not hundreds (A55)", async () => {
  await live();
  for (let index = 0; index < 200; index++) {
    pending.push(approval(`a${index}`));
    for (const { onNotification } of listener)
      onNotification?.("c1", { type: "approval_created" } as SocketNotification);
    if (index % 20 === 0) await settle();
  }
  await settle();
  expect(waitingIds()).toHaveLength(200);
  expect(messages.length).toBe(1);
  clock.advance(5_000);
  expect(messages.length).toBe(2);
  expect(messages[1]?.title).toBe("199 approvals wait");
  expect(questions).toBeLessThan(60);
});

test("no message when the person wants none; the count stays right", async () => {
  isOn = false;
  pending = [approval("a")];
  await live();
  expect(messages).toEqual([]);
  expect(waitingIds()).toEqual(["a"]);
});

test("one that expires is asked about again by itself", async () => {
  pending = [approval("a", 10_000)];
  await live();
  pending = [];
  clock.advance(11_500);
  await settle();
  expect(waitingIds()).toEqual([]);
});

test("a Core that cannot answer leaves what is known, and is asked again", async () => {
  pending = [approval("a")];
  await live();
  isAway = true;
  await hear({ type: "approval_created" });
  expect(waitingIds()).toEqual(["a"]);
  isAway = false;
  pending = [approval("a"), approval("b")];
  clock.advance(60_000);
  await settle();
  expect(waitingIds()).toEqual(["a", "b"]);
});

test("nothing waits at a Core that one has left", async () => {
  pending = [approval("a")];
  await live();
  for (const { onGone } of listener) onGone?.("c1");
  const before = questions;
  clock.advance(600_000);
  await settle();
  expect(waitingIds()).toEqual([]);
  expect(questions).toBe(before);
});

test("an answer that comes after one has left changes nothing", async () => {
  await live();
  pending = [approval("a")];
  for (const { onNotification } of listener) onNotification?.("c1", { type: "approval_created" } as SocketNotification);
  for (const { onGone } of listener) onGone?.("c1");
  await settle();
  expect(waitingIds()).toEqual([]);
  expect(messages).toEqual([]);
});

test("a call that ran under danger level 1 is told", async () => {
  await hear({ type: "tool_called", message: "Claude used send_mail of Mail." });
  expect(messages).toMatchObject([{ title: "A tool was used", body: "Claude used send_mail of Mail." }]);
});
