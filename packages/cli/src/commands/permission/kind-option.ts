import { capabilityKindSchema, type CapabilityKind } from "@peta/contract";
import { Option } from "commander";

export interface KindOptions {
  kind: CapabilityKind;
}

export const capabilityKindOption = () =>
  new Option("--kind <kind>", "what the capability is").choices(capabilityKindSchema.options).default("tool");
