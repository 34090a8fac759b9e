/**
 * Port: texts that describe APIs. The second adapter is the tests' twin, which reads from memory.
 */
export interface DocumentReader {
  /**
   * A text in JSON or YAML as a value. Aliases, depth, memory and time are bounded, and nobody else waits meanwhile
   * (A34). Throws CoreError input.invalid with the line of the mistake.
   */
  parse(text: string): Promise<unknown>;
  /**
   * The text at an address. Sends no credential; follows redirects inside the origin alone (A40). Throws CoreError
   * server.launch_refused, server.unreachable, server.protocol_error or server.timeout.
   */
  fetch(url: string): Promise<string>;
}
