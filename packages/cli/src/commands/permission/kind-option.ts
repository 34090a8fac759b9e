import { type CallKind, callKindSchema, type CapabilityKind, capabilityKindSchema } from "@peta/contract";
import { Option } from "commander";

export interface KindOptions {
  kind: CapabilityKind;
}

export const capabilityKindOption = () =>
  new Option("--kind <kind>", "what the capability is").choices(capabilityKindSchema.options).default("tool");

export interface CallKindOptions {
  kind: CallKind;
}

export const callKindOption = () =>
  new Option("--kind <kind>", "what the call is about").choices(callKindSchema.options).default("tool");
