// The Content-Security-Policy of the release: what it blocks, and that the pages are right under it.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { assertQuiet, openBrowser, openPage } from "./support/browser.mjs";
import { startHost } from "./support/host.mjs";
import { atTheBooth } from "./support/people.mjs";

let browser;
let host;
let elsewhere;
const reached = [];

before(async () => {
  browser = await openBrowser();
  host = await startHost();
  elsewhere = createServer((request, response) => {
    reached.push(request.url);
    response.setHeader("access-control-allow-origin", "*");
    response.end("reached");
  });
  await new Promise((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
});
after(async () => {
  await browser?.close();
  await host?.stop();
  elsewhere?.close();
});

test("script, evaluation, pictures, calls, frames, sockets and forms from elsewhere are blocked", async () => {
  const { page, context } = await openPage(browser, host);
  await atTheBooth(page, host);
  const url = `http://127.0.0.1:${elsewhere.address().port}`;
  const blocked = await page.evaluate(async (url) => {
    const violations = new Set();
    document.addEventListener("securitypolicyviolation", (event) => violations.add(event.effectiveDirective));
    const tried = {};
    const add = (name, attributes) => {
      const element = document.createElement(name);
      Object.assign(element, attributes);
      document.body.append(element);
      return new Promise((resolve) => {
        element.onload = () => resolve("loaded");
        element.onerror = () => resolve("blocked");
        setTimeout(() => resolve("silent"), 1000);
      });
    };
    window.inlineRan = false;
    const inline = document.createElement("script");
    inline.textContent = "window.inlineRan = true";
    document.body.append(inline);
    tried.inline = window.inlineRan ? "ran" : "blocked";
    const handler = document.createElement("div");
    handler.setAttribute("onclick", "window.inlineRan = true");
    document.body.append(handler);
    handler.click();
    tried.handler = window.inlineRan ? "ran" : "blocked";
    // What the browser's inspector runs, as this, is free of the policy; what a timer of the page runs is not.
    for (const [name, run] of [
      ["eval", () => globalThis.eval("1")],
      ["Function", () => new Function("return 1")()],
    ]) {
      tried[name] = await new Promise((resolve) =>
        setTimeout(() => {
          try {
            run();
            resolve("ran");
          } catch {
            resolve("blocked");
          }
        }),
      );
    }
    tried.script = await add("script", { src: `${url}/script.js` });
    tried.image = await add("img", { src: `${url}/image.png` });
    tried.styles = await add("link", { rel: "stylesheet", href: `${url}/styles.css` });
    tried.fetch = await fetch(`${url}/fetch`).then(
      () => "ran",
      () => "blocked",
    );
    await add("iframe", { src: `${url}/frame` });
    await add("object", { data: `${url}/object` });
    try {
      new WebSocket(`${url.replace("http", "ws")}/socket`);
    } catch {}
    new EventSource(`${url}/events`);
    navigator.sendBeacon(`${url}/beacon`, "x");
    const style = document.createElement("style");
    style.textContent = "body { outline: 7px solid red }";
    document.head.append(style);
    tried.style = getComputedStyle(document.body).outlineWidth === "7px" ? "ran" : "blocked";
    const form = document.createElement("form");
    form.action = `${url}/form`;
    form.method = "post";
    document.body.append(form);
    form.submit();
    await new Promise((resolve) => setTimeout(resolve, 500));
    return { tried, violations: [...violations] };
  }, url);

  for (const [what, became] of Object.entries(blocked.tried)) assert.equal(became, "blocked", what);
  const directives = blocked.violations.map((directive) => directive.replace(/-(elem|attr)$/, ""));
  for (const directive of ["script-src", "style-src", "img-src", "connect-src", "frame-src", "object-src", "form-action"])
    assert.ok(directives.includes(directive), `${directive} in ${directives}`);
  assert.deepEqual(reached, [], "nothing came there");
  assert.ok(page.url().startsWith(host.url), "the page stayed");
  await context.close();
});

test("the pages obey the policy themselves, and look as they are meant to", async () => {
  const { page, context, complaints } = await openPage(browser, host);
  const violations = [];
  await page.exposeFunction("tellViolation", (violation) => violations.push(violation));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) =>
      window.tellViolation(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}`),
    );
  });
  await atTheBooth(page, host);
  // antd's variables come in styles that need the nonce: without them its buttons have neither colour nor corners.
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").waitFor();
  const styled = await page.evaluate(() => {
    const button = document.querySelector(".ant-btn");
    const style = getComputedStyle(button);
    return { radius: style.borderRadius, cursor: style.cursor, variables: document.querySelectorAll("style[nonce]").length };
  });
  assert.notEqual(styled.radius, "0px");
  assert.equal(styled.cursor, "pointer");
  assert.ok(styled.variables > 0);
  assert.deepEqual(violations, []);
  assertQuiet(complaints);
  await context.close();
});

test("each page has a nonce of its own and cannot be framed", async () => {
  const policies = await Promise.all([0, 1].map(async () => (await fetch(host.url)).headers));
  const nonces = policies.map((headers) => /'nonce-([^']+)'/.exec(headers.get("content-security-policy"))[1]);
  assert.notEqual(nonces[0], nonces[1]);
  for (const headers of policies) {
    const policy = headers.get("content-security-policy");
    assert.match(policy, /frame-ancestors 'none'/);
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe|\*|https?:/);
    assert.equal(headers.get("x-frame-options"), "DENY");
  }
});
