import { once } from "node:events";
import { connect as openTcp } from "node:net";
import { CLIENT_EVENT_NAMES, SOCKET_ERROR } from "@peta/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectDevice, type Device } from "./connect.ts";
import { createSocketWorld, type SocketWorld } from "./create-socket-world.ts";

let world: SocketWorld;
let ann: Device;
beforeAll(async () => {
  world = await createSocketWorld();
  ann = await world.device(world.ann.token);
});
afterAll(() => world.stop());

const emit = (device: Device, event: string, ...args: unknown[]): void =>
  (device.socket as unknown as { emit(name: string, ...payload: unknown[]): void }).emit(event, ...args);

/** A text frame as clients send them (RFC 6455, section 5.2), with a mask of zeroes. */
function maskedFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  return Buffer.concat([
    Buffer.from([0x81, 0x80 | 126, payload.length >> 8, payload.length & 255, 0, 0, 0, 0]),
    payload,
  ]);
}

/** Each person of the tests floods a budget of their own. */
const person = async (principalId: string): Promise<string> => {
  await world.owner.principals.add.mutate({ principalId, kind: "person" });
  return (await world.tokenOf(principalId)).token;
};

describe("payloads that do not fit", () => {
  test.each([
    ["get_capabilities", { data: { clientKey: 7 } }, /clientKey/],
    ["set_capabilities", {}, /data/],
    ["set_capabilities", { data: null }, /data/],
    ["set_capabilities", { data: { notes: { tools: { add_note: { dangerLevel: 9 } } } } }, /dangerLevel/],
    ["configure_server", { data: { values: {} } }, /serverId/],
    ["unconfigure_server", { data: {} }, /./],
  ] as const)("%s with %j is answered with 1003 and a sentence", async (event, more, message) => {
    const { success, error } = await ann.ask(event, undefined, more);
    expect(success).toBe(false);
    expect(error).toMatchObject({ code: SOCKET_ERROR.INVALID_REQUEST, details: { code: "input.invalid" } });
    expect(error?.message).toMatch(message);
  });

  test("an unknown event is answered with 1004", async () => {
    expect((await ann.ask("approve_everything" as never)).error).toMatchObject({
      code: SOCKET_ERROR.UNKNOWN_ACTION,
      details: { code: "request.unsupported" },
    });
  });

  test("A34: what nests too deeply is refused", async () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100; level++) deep = [deep];
    const { error } = await ann.ask("set_capabilities", { notes: { deep } });
    expect(error).toMatchObject({ code: SOCKET_ERROR.INVALID_REQUEST, message: expect.stringContaining("deep") });
  });

  test("A34: what holds bytes is refused without looking at each of them", async () => {
    const { error } = await ann.ask("set_capabilities", { notes: { bytes: Buffer.alloc(900_000) } });
    expect(error).toMatchObject({ code: SOCKET_ERROR.INVALID_REQUEST, message: expect.stringContaining("bytes") });
  });

  test("A34: frames that no client of the library sends end their own connection at most", async () => {
    const [address, token] = [world.core.url.replace("http", "ws"), await person("raw")];
    const frames = [
      `42["set_capabilities",{"requestId":"deep","data":${"[".repeat(200_000)}${"]".repeat(200_000)}}]`,
      "42[",
      "42",
      '42["connect"]',
      '42["disconnect",1]',
      '42[{"a":1}]',
      '451-["approval_decide",{"_placeholder":true,"num":9}]',
      "45999999-[]",
      '43999["x"]',
      "40/admin,",
      "4x",
      "9",
      "",
    ];
    for (const frame of frames) {
      const raw = new WebSocket(`${address}/socket.io/?EIO=4&transport=websocket`);
      const closed = new Promise<void>((resolve) => raw.addEventListener("close", () => resolve()));
      await new Promise<void>((resolve) => {
        raw.addEventListener("message", ({ data }) => {
          if (data.startsWith("0")) raw.send(`40${JSON.stringify({ token })}`);
          if (data.startsWith("40")) resolve();
        });
      });
      raw.send(frame);
      await Promise.race([closed, new Promise((resume) => setTimeout(resume, 100))]);
      raw.close();
      expect((await ann.ask("get_capabilities")).success, frame.slice(0, 60)).toBe(true);
    }
    expect(world.core.logged()).not.toMatch(/failed inside Core|could not be answered/);
  });

  test("A35: a connection that has left the channel is closed, and keeps no place from others", async () => {
    const token = await person("leaver");
    const raw = new WebSocket(`${world.core.url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`);
    const closed = new Promise<string>((resolve) => raw.addEventListener("close", () => resolve("closed")));
    raw.addEventListener("message", ({ data }) => {
      if (String(data).startsWith("0")) raw.send(`40${JSON.stringify({ token })}`);
      if (String(data).startsWith("40")) raw.send("41");
    });
    const stays = new Promise<string>((resolve) => setTimeout(resolve, 2_000, "still open"));
    expect(await Promise.race([closed, stays])).toBe("closed");
  });

  test("a NUL in a text is the caller's input, not our fault", async () => {
    const ack = await ann.socket.emitWithAck("approval_decide", { id: "apr_\0", decision: "REJECTED", reason: "\0" });
    expect(ack).toMatchObject({ success: false, code: "approval.not_found" });
  });

  test("nothing that is sent under any name brings Core down or leaves a fault in its log", async () => {
    const token = await person("fuzzer");
    const payloads = [
      undefined,
      null,
      0,
      "x",
      [],
      {},
      { requestId: {} },
      { requestId: "\r\nx" },
      Buffer.from("x"),
      [[]],
    ];
    for (const name of [...CLIENT_EVENT_NAMES, "__proto__", "constructor", "toString", "message", ""]) {
      const device = await world.device(token);
      for (const payload of payloads) emit(device, name, payload);
      emit(device, name, { requestId: "r" }, { requestId: "r" }, () => {});
      emit(device, name);
      expect((await device.ask("get_capabilities")).success, name).toBe(true);
      device.close();
    }
    expect(world.core.logged()).not.toMatch(/failed inside Core|could not be answered/);
  });
});

describe("A34, A35: what is too much", () => {
  test("a message above the limit ends its connection and no other", async () => {
    const device = await world.device(await person("shouter"));
    emit(device, "client-message", "x".repeat(1024 * 1024 + 1));
    expect(await device.disconnected).toMatch(/transport|ping/);
    expect((await ann.ask("get_capabilities")).success).toBe(true);
  });

  test("a burst is answered, the rest is told to wait, and a flood is cut off with the reason", async () => {
    const token = await person("flooder");
    const device = await world.device(token);
    const refusals: (number | undefined)[] = [];
    let answered = 0;
    device.socket.on("socket_response", ({ success, error }) => {
      if (success) answered++;
      else refusals.push((error?.details as { retryAfterSeconds?: number } | undefined)?.retryAfterSeconds);
    });
    for (let sent = 0; sent < 2_000; sent++) emit(device, "get_capabilities", { requestId: `r${sent}` });
    expect(await device.disconnected).toBe("io server disconnect");
    expect(device.notifications.at(-1)).toMatchObject({ type: "system_message", severity: "error" });
    expect(answered).toBeLessThanOrEqual(61);
    expect(refusals.length).toBeLessThanOrEqual(260);
    expect(refusals.every((seconds) => seconds !== undefined && seconds >= 1)).toBe(true);
    const since = performance.now();
    expect((await ann.ask("get_capabilities")).success).toBe(true);
    expect(performance.now() - since).toBeLessThan(1_000);
    (await connectDevice(world.core.url, token)).close();
  });

  test("a device that does not read is cut off, however much is told to it", async () => {
    const token = await person(`deaf-${performance.now().toFixed(0)}`);
    const { principal } = await world.core.core.modules.principals.authenticateToken(token);
    const { hostname, port } = new URL(world.core.url);
    const deaf = openTcp({ host: hostname, port: Number(port) });
    deaf.write(
      `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: Upgrade\r\n` +
        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
    );
    await once(deaf, "data");
    deaf.write(maskedFrame(`40${JSON.stringify({ token })}`));
    const { connectionCount, sendSystemMessage } = world.core.core.socket;
    const before = connectionCount();
    await expect.poll(connectionCount, { timeout: 5_000 }).toBe(before + 1);
    deaf.pause();
    const closed = once(deaf, "close");
    for (let told = 0; told < 3_000; told++)
      sendSystemMessage(principal.workspaceId, principal.id, "x".repeat(10_000), "info");
    // How soon is up to the machine; that it is done does not depend on the device.
    await expect.poll(connectionCount, { timeout: 20_000 }).toBe(before);
    deaf.destroy();
    await closed;
    expect((await ann.ask("get_capabilities")).success).toBe(true);
  }, 40_000);

  test("requests count against the principal's rate, wherever they come from", async () => {
    const token = await person("limited");
    const device = await world.device(token);
    await world.owner.network.setPrincipalLimit.mutate({ principalId: "limited", ratePerMinute: 3 });
    const answers = [];
    for (let asked = 0; asked < 5; asked++) answers.push(await device.ask("get_capabilities"));
    const refused = answers.filter(({ success }) => !success);
    expect(refused.length).toBeGreaterThanOrEqual(2);
    expect(refused[0]?.error).toMatchObject({
      code: SOCKET_ERROR.SERVICE_UNAVAILABLE,
      details: { code: "request.rate_limited", retryAfterSeconds: expect.any(Number) },
    });
    await expect(connectDevice(world.core.url, token)).rejects.toThrow("Authentication failed");
    device.close();
  });
});

test("a remark is acknowledged, and what a device says of itself is taken without an answer", async () => {
  const acknowledged = new Promise((resolve) => ann.socket.once("ack", resolve));
  ann.socket.emit("client-info", { deviceType: "desktop", deviceName: "Ann's\r\nlaptop", appVersion: "1.0" });
  ann.socket.emit("client-message", { hello: true });
  expect(await acknowledged).toMatchObject({ message: "Message received", timestamp: expect.any(Number) });
});
