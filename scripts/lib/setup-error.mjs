/** Something foreseen went wrong; the message names the cause and the next step, and no stack is shown. */
export class SetupError extends Error {
  name = "SetupError";

  /**
   * @param {string} message
   * @param {number} [exitCode]
   */
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
