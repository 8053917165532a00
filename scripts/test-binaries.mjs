// Reads what `cargo test --no-run --message-format=json` says, and prints the test
// binaries of the packages named, each with the folder it has to run in.
//
// usage: … | node scripts/test-binaries.mjs PACKAGE…
import { readFileSync } from "node:fs";
import { dirname } from "node:path";

const packages = process.argv.slice(2);
const found = readFileSync(0, "utf8")
  .split("\n")
  .filter((line) => line.startsWith("{"))
  .map((line) => JSON.parse(line))
  .filter((said) => said.reason === "compiler-artifact" && said.profile.test && said.executable)
  .filter((said) => packages.some((name) => said.package_id.includes(`#${name}@`)))
  .map((said) => `${said.executable}\t${dirname(said.manifest_path)}`);
if (found.length < packages.length) {
  console.error(`there are no test binaries of each of: ${packages.join(", ")}`);
  process.exit(1);
}
console.log(found.join("\n"));
