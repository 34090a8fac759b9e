import { McpServer, ResourceTemplate } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { z } from "zod";

/**
 * A small MCP server to try Core with: notes in memory, nothing else. Runs on its own over stdio
 * (`node apps/core/src/demo/notes-server.ts`), without a network, and forgets everything at its end.
 */
const MAX_NOTES = 1_000;

interface Note {
  id: string;
  title: string;
  text: string;
}

const notes = new Map<string, Note>();
let lastId = 0;

function addNote(title: string, text: string): Note {
  const note = { id: String(++lastId), title, text };
  notes.set(note.id, note);
  return note;
}

addNote("Welcome", "These notes live in the memory of the demo server. Ask an agent to list, read or add some.");
addNote("Groceries", "Apples, bread, coffee, olive oil.");
addNote("Release checklist", "1. Run the tests.\n2. Write the change log.\n3. Tag the version.\n4. Tell the others.");

const text = (value: string) => ({ content: [{ type: "text" as const, text: value }] });
const notFound = (id: string) => ({
  ...text(`There is no note ${id}. Use list_notes to see which there are.`),
  isError: true,
});

const server = new McpServer(
  { name: "peta-demo-notes", title: "Demo notes", version: "1.0.0" },
  { instructions: "A notebook in memory. List the notes before you read or delete one." },
);

server.registerTool(
  "list_notes",
  {
    title: "List notes",
    description: "Lists every note with its id and title.",
    annotations: { readOnlyHint: true, openWorldHint: false },
  },
  () => text([...notes.values()].map((note) => `${note.id}: ${note.title}`).join("\n") || "There are no notes."),
);

server.registerTool(
  "read_note",
  {
    title: "Read a note",
    description: "Returns the text of one note.",
    inputSchema: { id: z.string().describe("Id of the note, as list_notes shows it") },
    annotations: { readOnlyHint: true, openWorldHint: false },
  },
  ({ id }) => {
    const note = notes.get(id);
    return note ? text(`${note.title}\n\n${note.text}`) : notFound(id);
  },
);

server.registerTool(
  "add_note",
  {
    title: "Add a note",
    description: "Adds a note and returns its id.",
    inputSchema: { title: z.string().min(1).max(200), text: z.string().max(20_000) },
    annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  },
  (input) => {
    if (notes.size >= MAX_NOTES)
      return { ...text(`The notebook is full (${MAX_NOTES} notes). Delete one first.`), isError: true };
    const note = addNote(input.title, input.text);
    server.sendResourceListChanged();
    return text(`Added note ${note.id}.`);
  },
);

server.registerTool(
  "delete_note",
  {
    title: "Delete a note",
    description: "Deletes one note for good.",
    inputSchema: { id: z.string().describe("Id of the note, as list_notes shows it") },
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  },
  ({ id }) => {
    if (!notes.delete(id)) return notFound(id);
    server.sendResourceListChanged();
    return text(`Deleted note ${id}.`);
  },
);

server.registerResource(
  "note",
  new ResourceTemplate("notes://{id}", {
    list: () => ({
      resources: [...notes.values()].map((note) => ({
        uri: `notes://${note.id}`,
        name: note.title,
        mimeType: "text/plain",
      })),
    }),
  }),
  { title: "Note", description: "One note as plain text.", mimeType: "text/plain" },
  (uri, { id }) => {
    const note = notes.get(String(id));
    if (!note) throw new Error(`There is no note ${String(id)}.`);
    return { contents: [{ uri: uri.href, mimeType: "text/plain", text: note.text }] };
  },
);

server.registerPrompt(
  "summarize_notes",
  {
    title: "Summarize the notes",
    description: "Asks for a summary of every note.",
    argsSchema: { tone: z.string().optional().describe("For example: short, friendly") },
  },
  ({ tone }) => ({
    messages: [
      {
        role: "user",
        content: {
          type: "text",
          text: `Summarize these notes${tone ? ` in a ${tone} tone` : ""}:\n\n${[...notes.values()].map((note) => `## ${note.title}\n${note.text}`).join("\n\n")}`,
        },
      },
    ],
  }),
);

await server.connect(new StdioServerTransport());
