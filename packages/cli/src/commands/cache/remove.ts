import type { Register } from "../../command.ts";
import { capabilityKindOption, type KindOptions } from "../permission/kind-option.ts";
import { requireCapability } from "./target.ts";

/** Keeps no answers of a capability any more. */
export const cacheRemove: Register = (parent, run) =>
  void parent
    .command("remove")
    .description("keep no answers of a capability any more, and forget those that are kept")
    .argument("<capability>", "serverId::capability")
    .addOption(capabilityKindOption())
    .action(
      run(async ({ core }, target: string, { kind }: KindOptions) => {
        const ref = requireCapability(target, kind);
        await core.cache.removePolicy.mutate(ref);
        return { document: ref, text: `Answers of ${target} are kept no more.` };
      }),
    );
