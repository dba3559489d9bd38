// The browsable pages in a real browser: usable with and without JavaScript, on a phone and on a desk, by day and by night.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { SCHEMES, SCREENS, faintTexts, launch, open, overflow, screenshot } from '../support/browser.js';
import { PASSWORD, start } from '../support/server.js';

const SETTINGS = `
[password]
hashers = ["pbkdf2_sha256"]
pbkdf2_iterations = 1000

[rest_framework]
default_throttle_classes = []

[lockout]
failures = 0
`;
const LOGIN = '/accounts/login/';
const ME = '/api/users/me/';
const TOKEN = '/api/token/';
/** What browsers send. */
const BROWSERS = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const STAFF = ['/api/users/', '/api/groups/', '/api/permissions/'];
const PAGES = { root: '/api/', token: TOKEN, account: ME };

describe('the browsable pages', () => {
  let browser;
  let server;

  before(async () => {
    server = await start({ settings: SETTINGS });
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await server?.end();
  });

  for (const javaScriptEnabled of [true, false]) {
    const how = javaScriptEnabled ? 'with JavaScript' : 'without JavaScript';

    test(`${how}, somebody logs in by the form and sees their account`, async (t) => {
      const { page, wellBehaved } = await open(t, browser, server.base, { javaScriptEnabled });
      await logIn(page, PASSWORD, ME);
      await page.waitForURL(`**${ME}`);
      assert.equal((await answer(page)).username, 'alice');
      await page.getByText('HTTP 200 OK').waitFor();
      await page.getByText('alice').first().waitFor();
      wellBehaved();
    });

    test(`${how}, somebody logs out and is nobody again`, async (t) => {
      const { page, wellBehaved } = await open(t, browser, server.base, { javaScriptEnabled });
      await logIn(page, PASSWORD, ME);
      await page.waitForURL(`**${ME}`);
      await page.getByRole('button', { name: 'Log out' }).click();
      await page.goto(ME);
      assert.equal((await answer(page)).detail, 'Authentication credentials were not provided.');
      wellBehaved();
    });

    test(`${how}, a wrong password is told, and the name need not be typed again`, async (t) => {
      const { page, wellBehaved } = await open(t, browser, server.base, { javaScriptEnabled });
      await logIn(page, 'wrong', ME);
      await page.getByText('Please enter a correct username and password.').waitFor();
      assert.equal(await page.getByLabel('Username', { exact: true }).inputValue(), 'alice');
      assert.equal(await page.getByLabel('Password', { exact: true }).inputValue(), '');
      wellBehaved();
    });

    test(`${how}, the form of the token page gives a pair`, async (t) => {
      const { page, wellBehaved } = await open(t, browser, server.base, { javaScriptEnabled });
      await page.goto(TOKEN);
      await send(page, PASSWORD);
      await page.getByText('HTTP 200 OK').waitFor();
      assert.deepEqual(Object.keys(await answer(page)), ['refresh', 'access']);
      await screenshot(page, `token-pair-${javaScriptEnabled ? 'js' : 'no-js'}`);
      wellBehaved();
    });

    test(`${how}, the token page shows what was wrong`, async (t) => {
      const { page, wellBehaved } = await open(t, browser, server.base, { javaScriptEnabled });
      await page.goto(TOKEN);
      await send(page, 'wrong');
      await page.getByText('HTTP 401 Unauthorized').waitFor();
      assert.equal((await answer(page)).detail, 'No active account found with the given credentials');
      await page.getByLabel('Username', { exact: true }).fill('');
      await page.getByRole('button', { name: 'POST', exact: true }).click();
      await page.getByText('HTTP 400 Bad Request').waitFor();
      assert.deepEqual((await answer(page)).username, ['This field may not be blank.']);
      wellBehaved();
    });

    test(`${how}, raw data gives a pair, too`, async (t) => {
      const { page, wellBehaved } = await open(t, browser, server.base, { javaScriptEnabled });
      await page.goto(TOKEN);
      const raw = page.locator('details', { hasText: 'Raw data' });
      await raw.locator('summary').click();
      await raw.getByLabel('Content', { exact: true }).fill(JSON.stringify({ username: 'alice', password: PASSWORD }));
      await raw.getByRole('button', { name: 'POST' }).click();
      await page.getByText('HTTP 200 OK').waitFor();
      assert.deepEqual(Object.keys(await answer(page)), ['refresh', 'access']);
      wellBehaved();
    });
  }

  test('no link leads nowhere', async (t) => {
    const { page, wellBehaved } = await open(t, browser, server.base);
    await logIn(page, PASSWORD, '/api/');
    await page.waitForURL('**/api/');
    for (const path of Object.values(PAGES)) {
      await page.goto(path);
      const hrefs = await page.locator('a[href]').evaluateAll((links) => links.map((link) => link.href));
      assert.ok(hrefs.length > 2, `${path} has links`);
      for (const href of new Set(hrefs)) {
        assert.equal(new URL(href).origin, server.base);
        const status = (await page.request.get(href, { headers: { Accept: BROWSERS } })).status();
        // A page whose endpoint has no GET says so, and is there all the same; so is one for staff.
        const wanted = STAFF.includes(new URL(href).pathname) ? [403] : [200, 405];
        assert.ok(wanted.includes(status), `${href} on ${path}: ${status}`);
      }
    }
    wellBehaved();
  });

  test('f10 what people are called is shown as it is and never run', async (t) => {
    const { page, context, wellBehaved } = await open(t, browser, server.base);
    const name = `</pre></script><script>alert(1)</script><img src=x onerror=alert(2)>"'&amp;`;
    const { access } = await (await context.request.post(TOKEN, { data: { username: 'alice', password: PASSWORD } })).json();
    const headers = { Authorization: `Bearer ${access}` };
    assert.equal((await context.request.patch(ME, { data: { first_name: name }, headers })).status(), 200);
    await logIn(page, PASSWORD, ME);
    await page.waitForURL(`**${ME}`);
    assert.equal((await answer(page)).first_name, name);
    assert.equal(await page.locator('img[src=x]').count(), 0);
    await page.goto(`${LOGIN}?next=${encodeURIComponent(`/"><script>alert(3)</script>`)}`);
    assert.equal(await page.locator('script').count(), 0);
    wellBehaved();
  });

  test('f10 pages say what a browser may do with them', async (t) => {
    const { page, wellBehaved } = await open(t, browser, server.base);
    for (const path of [...Object.values(PAGES), LOGIN]) {
      const headers = (await page.goto(path)).headers();
      const policy = headers['content-security-policy'] ?? '';
      assert.match(policy, /default-src 'none'/, path);
      assert.match(policy, /frame-ancestors 'none'/, path);
      assert.doesNotMatch(policy, /script-src[^;]*'unsafe-/, path);
      assert.deepEqual([headers['x-content-type-options'], headers['x-frame-options']], ['nosniff', 'DENY'], path);
    }
    wellBehaved();
  });

  for (const [screen, viewport] of Object.entries(SCREENS)) {
    for (const colorScheme of SCHEMES) {
      test(`on a ${screen}, ${colorScheme}, pages fit and can be read`, async (t) => {
        const { page, wellBehaved } = await open(t, browser, server.base, { viewport, colorScheme });
        await look(page, LOGIN, `${screen}-${colorScheme}-login`);
        for (const [name, path] of Object.entries(PAGES)) await look(page, path, `${screen}-${colorScheme}-${name}-nobody`);
        await logIn(page, PASSWORD, '/api/');
        await page.waitForURL('**/api/');
        for (const [name, path] of Object.entries(PAGES)) await look(page, path, `${screen}-${colorScheme}-${name}-alice`);
        await page.goto(TOKEN);
        await send(page, 'wrong');
        await page.getByText('HTTP 401 Unauthorized').waitFor();
        await fits(page, `${screen}-${colorScheme}-token-wrong`);
        wellBehaved();
      });
    }
  }
});

async function logIn(page, password, next) {
  await page.goto(`${LOGIN}?next=${encodeURIComponent(next)}`);
  await page.getByLabel('Username', { exact: true }).fill('alice');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
}

/** Fills and sends the form of the token page. */
async function send(page, password) {
  await page.getByLabel('Username', { exact: true }).fill('alice');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'POST', exact: true }).click();
}

/** The answer in the page. */
async function answer(page) {
  return JSON.parse(await page.locator('pre').first().innerText());
}

async function look(page, path, name) {
  await page.goto(path);
  await fits(page, name);
}

async function fits(page, name) {
  await screenshot(page, name);
  assert.ok((await overflow(page)) <= 0, `${name} scrolls sideways`);
  assert.deepEqual(await faintTexts(page), [], `${name} has texts that are too faint`);
}
