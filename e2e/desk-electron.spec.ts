import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { _electron, type ElectronApplication } from "@playwright/test";
import { connectSdk } from "./clients.ts";
import { addDeskData } from "./desk/add-desk-data.ts";
import { findElectron } from "./desk/find-electron.ts";
import { DESK } from "./desk/start-desk.ts";
import { signInWithToken } from "./desk/use-desk.ts";
import { expect, test, useCore } from "./fixtures.ts";

const electron = findElectron();
const REASON =
  "No Electron program on this computer: `npx install-electron` in apps/desk fetches one, or ELECTRON_OVERRIDE_DIST_PATH names its directory.";
if (electron === null) console.log(`desk-electron.spec.ts is skipped. ${REASON}`);
test.skip(electron === null, REASON);

const core = useCore();

test("the real application: isolated, without Node in the page, signs in, shows an approval and decides it", async () => {
  const home = mkdtempSync(path.join(tmpdir(), "peta-desk-electron-"));
  const data = await addDeskData(core());
  let desk: ElectronApplication | undefined;
  try {
    desk = await _electron.launch({
      executablePath: electron ?? "",
      // Chromium refuses its sandbox to root; everybody else gets it.
      args: [DESK, `--user-data-dir=${home}`, ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
    });
    const page = await desk.firstWindow();
    expect(page.url()).toBe("peta-desk-app://app/index.html");
    expect(
      await page.evaluate(async () => ({
        leaks: ["require", "process", "ipcRenderer"].filter((name) => name in window),
        fetch: await fetch("https://example.com").then(
          () => "went through",
          () => "refused",
        ),
      })),
    ).toEqual({ leaks: [], fetch: "refused" });

    await signInWithToken(page, core().url, data.adaToken);
    const files = ["connections.json", "secrets.json"].map((name) => {
      try {
        return readFileSync(path.join(home, name), "utf8");
      } catch {
        return "";
      }
    });
    expect(files.join("\n")).not.toContain(data.adaToken);

    const agent = await connectSdk(core().url, data.agentToken, "claude-desktop");
    const answer = agent.callTool({ name: "notes__add_note", arguments: { title: "Plan", text: "From Electron" } });
    await expect(page.getByRole("article")).toContainText("From Electron");
    await page.getByRole("article").getByRole("button", { name: "Approve" }).click();
    expect(JSON.stringify(await answer)).toContain("Added note");
    await agent.close();
  } finally {
    await desk?.close();
    rmSync(home, { recursive: true, force: true });
  }
});
