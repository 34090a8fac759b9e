import { SOCKET_ACTION, SOCKET_ERROR, type SocketRequest, type SocketResponse } from "@peta/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Device } from "./connect.ts";
import { createSocketWorld, type SocketWorld } from "./create-socket-world.ts";

let world: SocketWorld;
let annId: string;
beforeAll(async () => {
  world = await createSocketWorld();
  annId = await idOf(world.ann.token);
});
afterAll(() => world.stop());

async function idOf(token: string): Promise<string> {
  const { principal } = await world.core.core.modules.principals.authenticateToken(token);
  return principal.id;
}

const confirm = { userAgent: "cursor", ip: "192.0.2.1", toolName: "t", toolDescription: "", toolParams: "{}" };
const requestFromDevice = () => world.core.core.socket.requestFromDevice;
/** The next request of Core's to this device. */
const asked = (device: Device, name: "ask_user_confirm" | "get_client_status"): Promise<SocketRequest> =>
  new Promise((resolve) => device.socket.once(name, resolve));
const answer = (device: Device, requestId: string, more: Partial<SocketResponse>): void =>
  void device.socket.emit("socket_response", { requestId, success: true, timestamp: Date.now(), ...more });

test("what a device says of itself is kept while it is connected", async () => {
  const device = await world.device(world.ann.token);
  device.socket.emit("client-info", { deviceType: "desktop", deviceName: "laptop", appVersion: "1.0" });
  const { devicesOf } = world.core.core.socket;
  await expect
    .poll(() => devicesOf(annId))
    .toEqual([{ deviceType: "desktop", deviceName: "laptop", appVersion: "1.0", connectedAt: expect.any(Number) }]);
  device.close();
  await expect.poll(() => devicesOf(annId)).toEqual([]);
});

describe("a request of Core's to a device", () => {
  test("reaches every device; the first answer counts, and the others are told that it is settled", async () => {
    const [one, two] = await Promise.all([world.device(world.ann.token), world.device(world.ann.token)]);
    const answered = requestFromDevice()(annId, "ask_user_confirm", confirm);
    const [request] = await Promise.all([asked(one, "ask_user_confirm"), asked(two, "ask_user_confirm")]);
    expect(request).toMatchObject({ action: SOCKET_ACTION.ASK_USER_CONFIRM, data: confirm });
    const settled = new Promise((resolve) => two.socket.once("request_resolved", resolve));
    answer(one, request.requestId, { data: { confirmed: true } });
    answer(two, request.requestId, { data: { confirmed: false } });
    expect(await answered).toMatchObject({ success: true, data: { confirmed: true } });
    expect(await settled).toEqual({ requestId: request.requestId });
    one.close();
    two.close();
  });

  test("asks for a device's status", async () => {
    const device = await world.device(world.ann.token);
    const answered = requestFromDevice()(annId, "get_client_status", {});
    const { requestId } = await asked(device, "get_client_status");
    answer(device, requestId, { data: { platform: "linux", appVersion: "1.0", uptime: 7 } });
    expect(await answered).toMatchObject({ success: true, data: { platform: "linux", uptime: 7 } });
    device.close();
  });

  test("is not answered by another principal's device, even one that knows its id (S3)", async () => {
    const [device, bot] = await Promise.all([world.device(world.ann.token), world.device(world.bot.token)]);
    const answered = requestFromDevice()(annId, "ask_user_confirm", confirm, { timeoutMs: 400 });
    const { requestId } = await asked(device, "ask_user_confirm");
    answer(bot, requestId, { data: { confirmed: true } });
    expect((await answered).error).toEqual({ code: SOCKET_ERROR.TIMEOUT, message: "Request timeout after 400ms" });
    device.close();
    bot.close();
  });

  test("is not answered by a device that came later", async () => {
    const device = await world.device(world.ann.token);
    const answered = requestFromDevice()(annId, "ask_user_confirm", confirm, { timeoutMs: 400 });
    const { requestId } = await asked(device, "ask_user_confirm");
    const late = await world.device(world.ann.token);
    answer(late, requestId, { data: { confirmed: true } });
    expect((await answered).success).toBe(false);
    device.close();
    late.close();
  });

  test("is settled when the last device leaves, and at once when there is none (S2)", async () => {
    const device = await world.device(world.ann.token);
    const since = performance.now();
    const answered = requestFromDevice()(annId, "ask_user_confirm", confirm);
    await asked(device, "ask_user_confirm");
    device.close();
    expect((await answered).error?.code).toBe(SOCKET_ERROR.USER_OFFLINE);
    expect(performance.now() - since).toBeLessThan(2_000);
    expect(await requestFromDevice()(annId, "get_client_status", {})).toMatchObject({
      requestId: "",
      success: false,
      error: { code: SOCKET_ERROR.USER_OFFLINE },
    });
  });

  test("a refusal and an answer that does not fit are errors", async () => {
    const device = await world.device(world.ann.token);
    const attempts: Partial<SocketResponse>[] = [
      { success: false, error: { code: SOCKET_ERROR.USER_REJECTED, message: "x".repeat(5_000) } },
      { data: { confirmed: "yes" } },
      { success: false },
    ];
    const codes = [];
    for (const attempt of attempts) {
      const answered = requestFromDevice()(annId, "ask_user_confirm", confirm);
      const { requestId } = await asked(device, "ask_user_confirm");
      answer(device, requestId, attempt);
      const { error } = await answered;
      expect(error?.message.length).toBeLessThanOrEqual(500);
      codes.push(error?.code);
    }
    expect(codes).toEqual([SOCKET_ERROR.USER_REJECTED, SOCKET_ERROR.CLIENT_ERROR, SOCKET_ERROR.CLIENT_ERROR]);
    device.close();
  });
});

test("a system message reaches one principal, or everybody of the workspace", async () => {
  const [device, bot] = await Promise.all([world.device(world.ann.token), world.device(world.bot.token)]);
  const { principal } = await world.core.core.modules.principals.authenticateToken(world.ann.token);
  const { sendSystemMessage } = world.core.core.socket;
  sendSystemMessage(principal.workspaceId, null, "Maintenance tonight", "warning");
  for (const one of [device, bot])
    expect(await one.notified("system_message")).toMatchObject({ message: "Maintenance tonight", severity: "warning" });
  sendSystemMessage(principal.workspaceId, principal.id, "For Ann", "info");
  await device.notified("system_message", ({ message }) => message === "For Ann");
  expect(bot.notifications.some(({ message }) => message === "For Ann")).toBe(false);
  device.close();
  bot.close();
});

test("a stop of Core ends connections and answers what still waits", async () => {
  const other = await createSocketWorld();
  const device = await other.device(other.ann.token);
  const { principal } = await other.core.core.modules.principals.authenticateToken(other.ann.token);
  const answered = other.core.core.socket.requestFromDevice(principal.id, "ask_user_confirm", confirm);
  await asked(device, "ask_user_confirm");
  const since = performance.now();
  const stopped = other.stop();
  expect((await answered).error?.code).toBe(SOCKET_ERROR.SERVICE_UNAVAILABLE);
  await device.disconnected;
  expect(performance.now() - since).toBeLessThan(2_000);
  await stopped;
});
