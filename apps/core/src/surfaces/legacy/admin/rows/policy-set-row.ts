import type { adminWire } from "@peta/contract";
import { iso } from "../../../../modules/iso-time.ts";
import type { ShownPolicySet } from "../../../../modules/legacy/index.ts";

export const policySetRow = ({
  source,
  createdAt,
  updatedAt,
  ...set
}: ShownPolicySet): adminWire.LegacyPolicySetRow => ({
  ...set,
  dsl: JSON.parse(source) as Record<string, unknown>,
  createdAt: iso(createdAt),
  updatedAt: iso(updatedAt),
});
