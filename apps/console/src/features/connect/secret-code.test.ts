import { expect, test } from "vitest";
import { clientConfigurations } from "./client-configurations.ts";
import { coveredCode } from "./secret-code.tsx";

test("no configuration draws the token, wherever it stands in it", () => {
  const token = "peta_hVx3PbZaq930Y3GrTH1FMHK7";
  for (const { id, code } of clientConfigurations("http://localhost:3002/mcp", token)) {
    const drawn = coveredCode(code, token);
    expect(drawn, id).not.toContain(token.slice(0, 12));
    expect(drawn, id).toContain("••••••••MHK7");
  }
});
