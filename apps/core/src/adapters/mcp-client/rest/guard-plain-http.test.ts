import { describe, expect, test } from "vitest";
import { createConnectKit, errorOf } from "../fixtures/connect-kit.ts";
import { restLaunch } from "../fixtures/rest-kit.ts";
import { createApiGuard } from "./guard-plain-http.ts";

const TOOLS: Parameters<typeof restLaunch>[1] = [{ name: "get", method: "GET", path: "/x" }];
const plain = createApiGuard(new URL("http://x"));

describe("A40: where Core does not go for an API", () => {
  test.each([
    "http://169.254.169.254/latest",
    "http://[::ffff:169.254.169.254]/x",
    "https://100.100.100.200/x",
    "http://2852039166/x",
    "https://[64:ff9b::a9fe:a9fe]/x",
    "http://0.0.0.0/x",
  ])("%s", async (url) => {
    const kit = createConnectKit();
    expect(await errorOf(kit.connect(restLaunch(url, TOOLS)))).toMatchObject({ code: "server.launch_refused" });
    await kit.close();
  });

  test("nor for its token", async () => {
    const kit = createConnectKit();
    const auth = {
      kind: "clientCredentials",
      tokenUrl: "http://169.254.169.254/token",
      clientId: "c",
      clientSecret: "s",
    } as const;
    const launch = restLaunch("http://127.0.0.1:1/v1", TOOLS, { launch: { auth } });
    expect(await errorOf(kit.connect(launch))).toMatchObject({ code: "server.launch_refused" });
    await kit.close();
  });
});

describe("plain http", () => {
  test.each(["127.0.0.1", "[::1]", "10.0.0.1", "192.168.1.5", "172.20.0.1", "[fd00::1]", "name.example"])(
    "is taken inside a private network, and of names until they are dialled: %s",
    (host) => expect(() => plain.checkHost(host)).not.toThrow(),
  );

  test.each(["8.8.8.8", "[2606:4700::1111]", "[::ffff:8.8.8.8]"])("is refused to the open Internet: %s", (host) => {
    expect(() => plain.checkHost(host)).toThrow("https alone");
    expect(() => createApiGuard(new URL("https://x")).checkHost(host)).not.toThrow();
  });

  test("a name is judged by what it resolves to when it is dialled", async () => {
    const address = await new Promise((resolve, reject) =>
      plain.lookup("localhost", {}, (error, found) => (error ? reject(error) : resolve(found))),
    );
    expect(["127.0.0.1", "::1"]).toContain(address);
  });
});
