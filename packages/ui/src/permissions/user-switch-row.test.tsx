import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { type UserSwitchEntry, UserSwitchRow } from "./user-switch-row.tsx";

const entry: UserSwitchEntry = {
  id: "tool:write",
  name: "write",
  kindWord: "Tool",
  effect: "deny",
  enabled: null,
  baseDangerLevel: 0,
  dangerLevel: 0,
  reason: "An administrator has switched it off.",
};
const draw = (more: Partial<UserSwitchEntry>) =>
  renderToStaticMarkup(
    <UserSwitchRow entry={{ ...entry, ...more }} isGroupOn onSwitch={() => {}} onRaise={() => {}} />,
  );
/** The markup of the switch alone. */
const switchOf = (html: string) => /<button[^>]*role="switch"[^>]*>/.exec(html)?.[0] ?? "";

test("what a layer above denies is locked", () => {
  const html = draw({});
  expect(html).toContain("Denied");
  expect(switchOf(html)).toContain("disabled");
});

test("what a rule decides call by call is on, and can be switched off and raised", () => {
  const html = draw({ dependsOnCall: true });
  expect(html).toContain("Depends on call");
  expect(html).not.toContain("Denied");
  expect(switchOf(html)).toContain('aria-checked="true"');
  expect(html).not.toContain('disabled=""');
});
