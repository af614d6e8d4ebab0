// Drives the pages of a served graph as a reader would, in a real browser, and takes pictures of them.
//
//     npm ci && node drive.mjs ADDRESS FOLDER [CHROMIUM]
//
// ADDRESS is where `testimony serve` listens, over a graph of the project's `examples/`; pictures go to FOLDER. The exit code is 1
// when something is not as it should be, and each such thing is named.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import puppeteer from "puppeteer-core";

const [address, folder, chromium = "/usr/bin/chromium"] = process.argv.slice(2);
if (!address || !folder) {
  console.error("usage: node drive.mjs ADDRESS FOLDER [CHROMIUM]");
  process.exit(2);
}
await mkdir(folder, { recursive: true });
const browser = await puppeteer.launch({
  executablePath: chromium,
  args: ["--no-sandbox", "--disable-dev-shm-usage", "--enable-unsafe-swiftshader", "--use-gl=angle", "--use-angle=swiftshader"],
});

/** A page that notes what it asks other hosts for, and what its policy or scripts complain of. */
async function open(path, options = {}) {
  const page = await browser.newPage();
  await page.setViewport({ width: 1200, height: 900, ...options.viewport });
  if (options.script === false) await page.setJavaScriptEnabled(false);
  if (options.dark) await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
  page.complaints = [];
  page.on("pageerror", (error) => page.complaints.push(`script: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") page.complaints.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (["http:", "https:"].includes(url.protocol) && url.origin !== new URL(address).origin) page.complaints.push(`asked ${url.href}`);
  });
  await page.goto(new URL(path, address), { waitUntil: "networkidle0" });
  return page;
}

const text = (page, selector) => page.$eval(selector, (element) => element.textContent.trim());
const picture = (page, name) => page.screenshot({ path: `${folder}/${name}.png` });
const quiet = (page) => assert.deepEqual(page.complaints, [], "nothing is asked of other hosts and no script complains");

const tests = {
  async "a search finds a thing, and its page shows what is said of it"() {
    const page = await open("/");
    await picture(page, "start");
    await page.type("#search", "ferry");
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    assert.match(await text(page, "main"), /ferry/i);
    await picture(page, "find");
    quiet(page);
  },

  async "a mark in a document leads to its claim"() {
    const page = await open("/");
    await Promise.all([page.waitForNavigation(), page.click(".documents a")]);
    const marks = await page.$$(".text mark, .text .mark");
    assert.ok(marks.length > 0, "the text has marks");
    await picture(page, "document");
    const words = await text(page, ".margin .what a");
    await Promise.all([page.waitForNavigation(), page.click(".margin .what a")]);
    assert.ok((await text(page, "main")).includes(words), "the claim's page says the same");
    await picture(page, "claim");
    quiet(page);
  },

  async "a thing's page leads to a picture that is drawn"() {
    const page = await open("/");
    await Promise.all([page.waitForNavigation(), page.click(".pair .who a")]);
    await picture(page, "entity");
    await Promise.all([page.waitForNavigation(), page.click("figcaption a")]);
    await page.waitForSelector("#picture[data-drawn]", { timeout: 20000 });
    assert.ok(Number(await page.$eval("#picture", (place) => place.dataset.drawn)) > 1, "several things are drawn");
    await new Promise((done) => setTimeout(done, 500));
    await picture(page, "graph");
    quiet(page);
  },

  async "the editor asks, completes from the graph and shows rows"() {
    const page = await open("/sparql");
    await page.waitForSelector(".yasqe .CodeMirror", { timeout: 20000 });
    assert.match(await page.evaluate(() => document.querySelector(".CodeMirror").CodeMirror.getValue()), /PREFIX tm:/);
    assert.equal((await page.$$(".parseErrorIcon")).length, 0, "the query at hand has no mistake");
    await page.evaluate(() => {
      document.querySelector(".CodeMirror").CodeMirror.setValue("PREFIX tm: <https://w3id.org/testimony#>\nSELECT ?who ?what { ?who tm:denies ?what } LIMIT 5");
    });
    await page.click(".yasqe_queryButton");
    await page.waitForSelector(".yasr table tbody tr", { timeout: 20000 });
    assert.ok((await page.$$(".yasr table tbody tr")).length > 0, "there are rows");
    await picture(page, "sparql");
    const completed = await page.evaluate(async () => {
      const editor = document.querySelector(".CodeMirror").CodeMirror;
      editor.setValue("PREFIX tm: <https://w3id.org/testimony#>\nSELECT * { ?x tm:den");
      editor.setCursor({ line: 1, ch: 23 });
      editor.focus();
      editor.autocomplete?.();
      await new Promise((done) => setTimeout(done, 1500));
      return [...document.querySelectorAll(".CodeMirror-hint")].map((hint) => hint.textContent);
    });
    assert.ok(completed.some((hint) => hint.includes("denies")), `completions: ${completed}`);
    await picture(page, "completion");
    quiet(page);
  },

  async "without scripts the form asks and the list tells what the picture shows"() {
    const page = await open("/sparql?query=" + encodeURIComponent("SELECT ?who ?what { ?who tm:denies ?what } LIMIT 5"), { script: false });
    assert.ok((await page.$$("main table tbody tr")).length > 0, "rows come without scripts");
    quiet(page);
  },

  async "dark and small screens are readable"() {
    const dark = await open("/", { dark: true });
    const [ink, paper] = await dark.$eval("body", (body) => [getComputedStyle(body).color, getComputedStyle(body).backgroundColor]);
    assert.notEqual(ink, paper);
    await picture(dark, "dark");
    const small = await open("/", { viewport: { width: 380, height: 800 } });
    const width = await small.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 380, `the page is ${width} wide on a screen of 380`);
    await picture(small, "small");
  },

  async "every page has a title, a language, one heading and a way past the header"() {
    for (const path of ["/", "/ask", "/sparql", "/find?text=police"]) {
      const page = await open(path, { script: false });
      assert.ok(await page.title(), `${path} has a title`);
      assert.equal(await page.$eval("html", (html) => html.lang), "en");
      assert.equal((await page.$$("h1")).length, 1, `${path} has one heading`);
      await page.keyboard.press("Tab");
      assert.equal(await page.evaluate(() => document.activeElement.className), "skip", `${path} can be skipped into`);
      await page.close();
    }
  },
};

let [passed, failed] = [0, 0];
for (const [name, test] of Object.entries(tests)) {
  try {
    await test();
    passed += 1;
    console.log(`ok ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${name}: ${error.message}`);
  }
}
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
