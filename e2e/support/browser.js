// Debian's Chromium, and what must never happen in a page of ours.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { chromium } from 'playwright-core';

export const SCREENS = {
  phone: { width: 360, height: 740 },
  desktop: { width: 1280, height: 800 },
};
export const SCHEMES = ['light', 'dark'];

const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium';
/** Where screenshots go, if anybody wants to look at them. */
const SCREENSHOTS = process.env.COUNTERSIGN_E2E_SCREENSHOTS;
const PATIENCE = 15_000;

/** Chromium has no sandbox for root. */
export function launch() {
  return chromium.launch({ executablePath: EXECUTABLE, args: process.getuid() === 0 ? ['--no-sandbox'] : [] });
}

/** Opens a window of somebody who has never been here; when the test ends, nothing may have gone wrong in it. */
export async function open(t, browser, base, options = {}) {
  const context = await browser.newContext({ baseURL: base, viewport: SCREENS.desktop, ...options });
  t.after(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const complaints = await watch(page, base);
  return { page, context, wellBehaved: () => assert.deepEqual(complaints, []) };
}

/** Collects errors on the console, violations of the content security policy, dialogs, and requests to elsewhere. */
async function watch(page, base) {
  const complaints = [];
  const documents = new Set();
  page.on('request', (request) => {
    if (request.isNavigationRequest()) documents.add(request.url());
    const isOurs = new URL(request.url()).origin === base;
    if (!isOurs && !request.url().startsWith('data:')) complaints.push(`request to ${request.url()}`);
  });
  page.on('console', (message) => {
    // A page that answers 401 is no failure of the page.
    const isAnswer = message.text().startsWith('Failed to load resource: the server responded with a status of 4');
    if (isAnswer && documents.has(message.location().url)) return;
    if (['error', 'warning'].includes(message.type())) complaints.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`script: ${error.message}`));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText;
    // What a page that was left no longer needs.
    if (why !== 'net::ERR_ABORTED') complaints.push(`failed: ${request.url()} ${why}`);
  });
  return complaints;
}

export async function screenshot(page, name) {
  if (!SCREENSHOTS) return;
  await mkdir(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
}

/** How far the page reaches beyond the screen to the right (pixels). */
export function overflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Texts that are too faint: WCAG 2.2, 1.4.3 (4.5 to 1; 3 to 1 for large text). */
export function faintTexts(page) {
  return page.evaluate(() => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const parsed = (color) => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
      return { channels: [red, green, blue], alpha: alpha / 255 };
    };
    const over = (top, below) => top.channels.map((value, at) => value * top.alpha + below[at] * (1 - top.alpha));
    const ground = (element) => {
      if (!element) return parsed('Canvas').channels;
      const own = parsed(getComputedStyle(element).backgroundColor);
      return own.alpha === 1 ? own.channels : over(own, ground(element.parentElement));
    };
    const luminance = (channels) => {
      const linear = channels.map((value) => {
        const share = value / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    };
    const ratio = (element) => {
      const behind = ground(element);
      const levels = [over(parsed(getComputedStyle(element).color), behind), behind].map(luminance);
      return (Math.max(...levels) + 0.05) / (Math.min(...levels) + 0.05);
    };
    const needed = (element) => {
      const style = getComputedStyle(element);
      const [size, weight] = [parseFloat(style.fontSize), Number(style.fontWeight)];
      return size >= 24 || (size >= 18.66 && weight >= 700) ? 3 : 4.5;
    };
    const hasText = (element) =>
      element.checkVisibility() &&
      [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim() !== '');
    return [...document.body.querySelectorAll('*')]
      .filter((element) => hasText(element) && ratio(element) < needed(element))
      .map((element) => `${ratio(element).toFixed(2)} ${element.tagName}: ${element.textContent.trim().slice(0, 40)}`);
  });
}
