import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface PetApi {
  /** What describes it. */
  document: string;
  /** Each request, with the key that came along. */
  requests: { line: string; key: string | undefined }[];
  stop: () => Promise<unknown>;
}

/** A REST API on a port of its own: pets that want a key, told of in OpenAPI. */
export async function startPetApi(): Promise<PetApi> {
  const requests: PetApi["requests"] = [];
  const server = createServer((request, response) => {
    const key = request.headers["x-api-key"];
    requests.push({ line: `${request.method} ${request.url}`, key: Array.isArray(key) ? key[0] : key });
    response.setHeader("content-type", "application/json").end(JSON.stringify([{ id: 7, name: "Rex" }]));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    document: documentOf(`http://127.0.0.1:${port}/v1`),
    requests,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

const documentOf = (url: string): string =>
  JSON.stringify({
    openapi: "3.0.3",
    info: { title: "Pet Store API", version: "1.2" },
    servers: [{ url }],
    components: { securitySchemes: { key: { type: "apiKey", in: "header", name: "X-Api-Key" } } },
    security: [{ key: [] }],
    paths: {
      "/pets": {
        get: { operationId: "listPets", summary: "All pets" },
        post: { operationId: "addPet", summary: "A new pet" },
      },
      "/pets/{id}": {
        delete: {
          operationId: "deletePet",
          parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
        },
      },
    },
  });
