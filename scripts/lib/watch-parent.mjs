// Loaded into the product with --import: when the process that started it is gone, it stops as on SIGTERM.
import { isMainThread } from "node:worker_threads";

const parent = process.ppid;
if (isMainThread) {
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, "SIGTERM");
  }, 500);
  watch.unref();
}
