import type { Register } from "../../command.ts";

/** One template as JSON, as `peta template save` takes it. */
export const templateShow: Register = (parent, run) =>
  void parent
    .command("show")
    .description("one template as JSON, to be passed on or changed; it holds no secret")
    .argument("<templateId>")
    .action(
      run(async ({ core }, templateId: string) => {
        const {
          templateId: _,
          source: __,
          updatedAt: ___,
          ...definition
        } = await core.templates.get.query({ templateId });
        return { document: definition, text: JSON.stringify(definition, null, 2) };
      }),
    );
