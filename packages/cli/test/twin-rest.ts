import {
  type OpenApiPreview,
  openApiPreviewSchema,
  parseRestDefinitionInputSchema,
  previewOpenApiInputSchema,
  type RestDefinition,
  restDefinitionSchema,
  restDefinitionViewSchema,
  serverRefSchema,
} from "@peta/contract";
import type { TwinApi } from "./twin-api.ts";

export const PETS: RestDefinition = restDefinitionSchema.parse({
  baseUrl: "https://pets.example/v1",
  tools: [{ name: "list_pets", method: "GET", path: "/pets" }],
});

const preview = (isPicked: boolean): OpenApiPreview => ({
  title: "Pets\u001b[2J",
  version: "1",
  servers: ["https://pets.example/v1"],
  operations: [
    {
      name: "list_pets",
      method: "GET",
      path: "/pets",
      summary: "List pets",
      tags: ["read"],
      isDeprecated: false,
      isPicked,
      problems: [],
      isUsable: true,
    },
    {
      name: "set_picture",
      method: "PUT",
      path: "/picture",
      summary: null,
      tags: [],
      isDeprecated: false,
      isPicked: false,
      problems: ["It needs a body (image/png), which Core does not write."],
      isUsable: false,
    },
  ],
  auth: [{ kind: "apiKey", place: "header X-Api-Key", tokenUrl: null, scope: null }],
  definition: isPicked ? PETS : null,
  problems: isPicked ? [] : ["No operation that was picked can become a tool."],
});

/** What the twin of Core answers about REST APIs. */
export const createTwinRest = (admin: TwinApi["procedure"]) => ({
  previewOpenApi: admin
    .input(previewOpenApiInputSchema)
    .output(openApiPreviewSchema)
    .mutation(({ input }) => preview(input.pick?.[0] !== "set_picture")),
  parseRestDefinition: admin
    .input(parseRestDefinitionInputSchema)
    .output(restDefinitionViewSchema)
    .mutation(() => ({ definition: PETS, tools: [] })),
  restDefinition: admin
    .input(serverRefSchema)
    .output(restDefinitionViewSchema)
    .query(() => ({ definition: PETS, tools: [] })),
});
