import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { Field } from "../primitives/field.tsx";
import { Input } from "../primitives/input.tsx";
import { Checklist } from "./checklist.tsx";
import { KeyValueEditor } from "./key-value-editor.tsx";
import { SecretReveal } from "./secret-reveal.tsx";
import { StepProgress } from "./step-progress.tsx";

test("a secret is not drawn before it is asked for: only its last four characters", () => {
  const html = renderToStaticMarkup(<SecretReveal label="Access token" secret="peta_sample_secret_WXYZ" />);
  expect(html).not.toContain("sample_secret");
  expect(html).toContain("WXYZ");
});

test("values are password fields that browsers do not offer to save, and problems are tied to their row", () => {
  const rows = [
    { key: "A", value: "hidden" },
    { key: "A", value: "2" },
  ];
  const html = renderToStaticMarkup(<KeyValueEditor label="Environment" rows={rows} onChange={() => {}} />);
  expect(html.match(/type="password"/g)).toHaveLength(2);
  expect(html.match(/autoComplete="new-password"/gi)).toHaveLength(2);
  const problem = /id="([^"]+-problem)"/.exec(html)?.[1];
  expect(html).toContain(`aria-describedby="${problem}"`);
});

test("a field ties label, hint and error to its control, the error first", () => {
  const html = renderToStaticMarkup(
    <Field id="port" label="Port" hint="1 to 65535" error="The port is taken.">
      <Input />
    </Field>,
  );
  expect(html).toContain('for="port"');
  expect(html).toContain('aria-describedby="port-error port-hint"');
  expect(html).toContain('aria-invalid="true"');
});

test("each step says its state in words and how long it took", () => {
  const html = renderToStaticMarkup(
    <StepProgress
      label="Test"
      steps={[
        { id: "a", label: "Start", state: "failed", durationMs: 840, message: "Code 127" },
        { id: "b", label: "Handshake", state: "skipped" },
      ]}
    />,
  );
  expect(html).toContain(", failed");
  expect(html).toContain("840 ms");
  expect(html).toContain(", skipped");
});

test("the first open item of a checklist is the next one, and a done one has no button", () => {
  const html = renderToStaticMarkup(
    <Checklist
      label="First steps"
      items={[
        { id: "a", title: "Owner", done: true, action: <button type="button">Make owner</button> },
        { id: "b", title: "Server", done: false, action: <button type="button">Add server</button> },
        { id: "c", title: "Agent", done: false },
      ]}
    />,
  );
  expect(html.match(/aria-current="step"/g)).toHaveLength(1);
  expect(html).toContain('Server<span class="sr-only"> (next)');
  expect(html).not.toContain("Make owner");
  expect(html).toContain("Add server");
});
