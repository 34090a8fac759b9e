import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectDevice, type Device } from "./connect.ts";
import { createSocketWorld, type SocketWorld } from "./create-socket-world.ts";

let world: SocketWorld;
beforeAll(async () => {
  world = await createSocketWorld();
});
afterAll(() => world.stop());

const person = async (principalId: string, expiresInSeconds?: number) => {
  await world.owner.principals.add.mutate({ principalId, kind: "person" });
  return world.tokenOf(principalId, expiresInSeconds);
};

/** What the device heard at the end, and how long after `since` it was closed. */
async function ended(device: Device, since: number) {
  const reason = await device.disconnected;
  return { reason, ms: performance.now() - since, last: device.notifications.at(-1) };
}

describe.each([["websocket"], ["polling"]])(
  "A7, over %s: within a second, with the reason first, ends",
  (transport) => {
    const connect = (token: string) => connectDevice(world.core.url, token, { transports: [transport] });

    test("the connection of a revoked token, and no other of the principal", async () => {
      const revoked = await person(`revoked-${transport}`);
      const other = await world.tokenOf(`revoked-${transport}`);
      const [device, stays] = await Promise.all([connect(revoked.token), connect(other.token)]);
      await device.notified("online_sessions");
      const since = performance.now();
      await world.owner.tokens.revoke.mutate({ token: revoked.tokenId });
      const end = await ended(device, since);
      expect(end.reason).toBe("io server disconnect");
      expect(end.last?.type).toBe("user_disabled");
      expect(end.ms).toBeLessThan(1_000);
      expect((await stays.ask("get_capabilities")).success).toBe(true);
      stays.close();
      await expect(connect(revoked.token)).rejects.toThrow("Authentication failed");
    });

    test("every connection of a disabled principal", async () => {
      const { token } = await person(`disabled-${transport}`);
      const device = await connect(token);
      await device.notified("online_sessions");
      const since = performance.now();
      await world.owner.principals.update.mutate({ principalId: `disabled-${transport}`, status: "disabled" });
      const end = await ended(device, since);
      expect(end.last).toMatchObject({ type: "user_disabled", severity: "error" });
      expect(end.last?.message).toContain("disabled");
      expect(end.ms).toBeLessThan(1_000);
    });

    test("every connection of a principal that was removed", async () => {
      const { token } = await person(`removed-${transport}`);
      const device = await connect(token);
      await device.notified("online_sessions");
      const since = performance.now();
      await world.owner.principals.remove.mutate({ principalId: `removed-${transport}` });
      expect((await ended(device, since)).ms).toBeLessThan(1_000);
    });
  },
);

describe("by itself", () => {
  test("a token that runs out ends its connection within a second of its time", async () => {
    const { token } = await person("expiring", 60);
    await expire("expiring", 2_000);
    const device = await connectDevice(world.core.url, token);
    const expiresAt = performance.now() + 2_000;
    const { ms, last } = await ended(device, expiresAt);
    expect(last?.type).toBe("user_expired");
    expect(ms).toBeLessThan(1_000);
    await expect(connectDevice(world.core.url, token)).rejects.toThrow("User authorization has expired");
  });

  test("a rule that shuts the address out ends its connections within a second, and takes new ones no more", async () => {
    const device = await connectDevice(world.core.url, world.ann.token);
    await device.notified("online_sessions");
    const since = performance.now();
    await world.owner.network.addRule.mutate({ range: "203.0.113.0/24", lockMeOut: true });
    const { ms, last } = await ended(device, since);
    expect(last).toMatchObject({ type: "user_disabled" });
    expect(last?.message).toContain("address");
    expect(ms).toBeLessThan(1_000);
    await expect(connectDevice(world.core.url, world.ann.token)).rejects.toThrow();
  });
});

/** Shortens the life of a principal's tokens as stored: the API gives them a minute at least. */
async function expire(principalId: string, inMs: number): Promise<void> {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: world.core.databaseUrl });
  await client.connect();
  await client.query(
    `UPDATE access_tokens SET expires_at = now() + $2 * interval '1 millisecond'
       FROM principals WHERE principals.id = access_tokens.principal_id AND principals.handle = $1`,
    [principalId, inMs],
  );
  await client.end();
}
