// Stands for Core in the tests: says what happens to it. Arguments: its exit code after a signal, and how many
// milliseconds it then still works; a second signal ends it at once.
const [code = "0", workMs = "200"] = process.argv.slice(2);
const seen = [];
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    seen.push(signal);
    process.stdout.write(`${signal}\n`);
    // Time enough for a second delivery to show.
    setTimeout(() => process.exit(Number(code)), Number(workMs)).unref();
    if (seen.length > 1) process.exit(99);
  });
}
process.stdout.write(`ready ${process.pid}\n`);
setInterval(() => {}, 1000);
