import { describe, expect, test } from "vitest";
import { checkLaunch } from "./check-launch.ts";

const stdio = { transport: "stdio" as const, command: "npx", args: ["-y", "some-server"], env: {} };
const http = { transport: "http" as const, url: "https://mcp.example.com/mcp", headers: {} };
const open = { allowedPrograms: null, protectedDirectory: null };
const refused = (sentence: string | RegExp) =>
  expect.objectContaining({ code: "server.launch_refused", message: expect.stringMatching(sentence) });

describe("A46: stdio", () => {
  test.each([
    ["a program with arguments", stdio],
    ["a shell that runs a file", { ...stdio, command: "/bin/sh", args: ["start.sh"] }],
    ["shell characters in an argument, which no shell sees", { ...stdio, args: ["a; rm -rf $HOME", "`x`"] }],
    [
      "an absolute PATH and ordinary variables",
      { ...stdio, env: { PATH: "/opt/bin:/usr/bin", API_KEY: "x", DATABASE_URL: "y" } },
    ],
  ])("%s is accepted", (_name, launch) => {
    expect(() => checkLaunch(launch, open)).not.toThrow();
  });

  test.each([
    ["a shell line", { ...stdio, command: "bash", args: ["-c", "x | y"] }, "does not start a shell"],
    [
      "a shell line behind combined flags",
      { ...stdio, command: "/usr/bin/zsh", args: ["-lc", "x"] },
      "does not start a shell",
    ],
    ["cmd.exe /c", { ...stdio, command: "C:\\Windows\\cmd.exe", args: ["/c", "x"] }, "does not start a shell"],
    [
      "an encoded PowerShell line",
      { ...stdio, command: "pwsh", args: ["-EncodedCommand", "eA=="] },
      "does not start a shell",
    ],
    ["busybox", { ...stdio, command: "busybox", args: ["sh"] }, "busybox"],
    [
      "env, which would set variables unseen",
      { ...stdio, command: "/usr/bin/env", args: ["LD_PRELOAD=x", "y"] },
      "another program in its place",
    ],
    ["sudo", { ...stdio, command: "sudo" }, "another program in its place"],
    [
      "timeout, behind which a shell would hide",
      { ...stdio, command: "timeout", args: ["5", "sh", "-c", "x"] },
      "another program in its place",
    ],
    [
      "the dynamic loader",
      { ...stdio, command: "/lib64/ld-linux-x86-64.so.2", args: ["/bin/sh", "-c", "x"] },
      "another program in its place",
    ],
    ["a pipe in the command", { ...stdio, command: "a|b" }, "characters of a shell"],
    ["a substitution in the command", { ...stdio, command: "$(curl x)" }, "characters of a shell"],
    ["a line break in the command", { ...stdio, command: "a\nb" }, "characters of a shell"],
    ["a blank before the command", { ...stdio, command: " npx" }, "blank"],
    ["NUL in an argument", { ...stdio, args: ["a\0b"] }, "NUL"],
    ["NUL in a variable", { ...stdio, env: { A: "a\0b" } }, "NUL"],
    ["a relative PATH", { ...stdio, env: { PATH: "/bin:." } }, "absolute"],
    ["an empty entry in PATH", { ...stdio, env: { PATH: "/bin::/usr/bin" } }, "absolute"],
    ["a name that is none", { ...stdio, env: { "A-B": "x" } }, "not a name"],
    ["a name with an assignment in it", { ...stdio, env: { "A=B": "x" } }, "not a name"],
  ])("%s is refused", (_name, launch, sentence) => {
    expect(() => checkLaunch(launch, open)).toThrow(refused(sentence));
  });

  test.each([
    "LD_PRELOAD",
    "LD_LIBRARY_PATH",
    "ld_audit",
    "DYLD_INSERT_LIBRARIES",
    "NODE_OPTIONS",
    "node_options",
    "NODE_PATH",
    "BASH_ENV",
    "ENV",
    "PYTHONPATH",
    "PYTHONSTARTUP",
    "PERL5OPT",
    "RUBYOPT",
    "JAVA_TOOL_OPTIONS",
    "GIT_SSH_COMMAND",
    "npm_config_script_shell",
    "IFS",
    "GLIBC_TUNABLES",
  ])("the variable %s is refused, and its value is not repeated", (name) => {
    expect(() => checkLaunch({ ...stdio, env: { [name]: "the-value" } }, open)).toThrow(
      refused(`^(?!.*the-value).*${name}`),
    );
  });

  test("an installation may allow a few programs only", () => {
    expect(() => checkLaunch(stdio, { ...open, allowedPrograms: ["npx"] })).not.toThrow();
    expect(() => checkLaunch({ ...stdio, command: "/tmp/npx" }, { ...open, allowedPrograms: ["npx"] })).toThrow(
      refused("not among those"),
    );
  });
});

describe("A47: Core's own directory", () => {
  const limits = { ...open, protectedDirectory: "/srv/peta/.peta" };
  const withArgument = (argument: string, workingDirectory?: string) =>
    checkLaunch({ ...stdio, args: ["-y", argument], ...(workingDirectory && { workingDirectory }) }, limits);

  test.each(["/srv/peta", "/", "/srv/peta/.peta", "/srv/peta/.peta/master.key", "--root=/srv", "/srv/x/../peta/."])(
    "%s is refused",
    (argument) => expect(() => withArgument(argument)).toThrow(/Core's own keys.*PETA_DATA_DIR/),
  );
  test("a relative argument is taken from the working directory", () => {
    expect(() => withArgument("..", "/srv/peta/docs")).toThrow(/Core's own keys/);
    expect(() => withArgument(".", "/srv/peta/docs")).not.toThrow();
  });
  test.each(["/srv/peta/docs", "/srv/peta/.peta-notes", "/srv/petals", "stdio", "@scope/server", "--flag", ""])(
    "%j is fine",
    (argument) => expect(() => withArgument(argument)).not.toThrow(),
  );
});

describe("HTTP", () => {
  test("a URL with a query and credentials in a header are accepted", () => {
    expect(() =>
      checkLaunch({ ...http, url: `${http.url}?key=1`, headers: { Authorization: "Bearer x", "X-Name": "ä" } }, open),
    ).not.toThrow();
  });

  test.each([
    ["credentials in the URL", { ...http, url: "https://user:pass@host/mcp" }, "^(?!.*pass@).*user name or a password"],
    ["a user name in the URL", { ...http, url: "https://user@host/mcp" }, "user name"],
    ["another scheme", { ...http, url: "file:///etc/passwd" }, "http"],
    ["A36: a line break in a header's value", { ...http, headers: { A: "x\r\nHost: y" } }, "line break"],
    ["a header's name that is none", { ...http, headers: { "A B": "x" } }, "not a name"],
    ["Host", { ...http, headers: { Host: "x" } }, "itself"],
    ["Content-Length", { ...http, headers: { "content-length": "0" } }, "itself"],
    ["a header of the protocol", { ...http, headers: { "Mcp-Session-Id": "x" } }, "itself"],
  ])("%s is refused", (_name, launch, sentence) => {
    expect(() => checkLaunch(launch, open)).toThrow(refused(sentence));
  });
});
