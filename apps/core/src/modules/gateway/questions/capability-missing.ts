import { CoreError } from "../../../errors.ts";
import type { Json } from "../../json.ts";

/** The server asks something that the client did not declare to answer with this request (2026-07-28, -32021). */
export class CapabilityMissing extends CoreError {
  readonly requiredCapabilities: Json;

  constructor(
    requiredCapabilities: Json,
    message = `The call needs a client that declares ${Object.keys(requiredCapabilities).join(", ")}. It was ended. Whether it has had an effect already is not known.`,
  ) {
    super("request.capability_missing", message);
    this.name = "CapabilityMissing";
    this.requiredCapabilities = requiredCapabilities;
  }
}
