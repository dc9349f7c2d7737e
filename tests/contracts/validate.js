// Validates an AsyncAPI document with the schemas that it refers to and its examples, and prints what is wrong.
const { Parser, fromFile } = require("@asyncapi/parser");

async function main() {
  const { document, diagnostics } = await fromFile(new Parser(), process.argv[2]).parse();
  // 0 is an error, 1 a warning; the others are advice about style.
  const wrong = diagnostics.filter((each) => each.severity <= 1);
  for (const each of wrong) console.error(`${each.path.join(".")}: ${each.message}`);
  if (!document || wrong.length > 0) process.exit(1);
  for (const channel of document.channels().all()) {
    const messages = channel.messages().all().map((message) => message.title());
    console.log(`${channel.address()}: ${messages.join(", ")}`);
  }
}

main();
