// An interceptor that knows Django REST framework and SimpleJWT, against access tokens that live for two seconds.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';

import axios from 'axios';

import { createClient } from '../clients/axios_interceptor.js';
import { PASSWORD, serve, until } from '../support/server.js';

const SHORT_LIVED = `
[jwt]
access_token_lifetime = "2s"
rotate_refresh_tokens = true
blacklist_after_rotation = true
`;
const ME = '/api/users/me/';

describe('an axios interceptor', { concurrency: true }, () => {
  test('parallel calls with an expired token all succeed after a refresh, again and again', async (t) => {
    const tab = await logIn(t);
    for (let round = 1; round <= 2; round += 1) {
      const spent = tab.storage.get('refresh');
      await tab.expiry();
      const answers = await Promise.all(Array.from({ length: 8 }, () => tab.client.get(ME)));
      assert.deepEqual(answers.map(({ data }) => data.username), Array(8).fill('alice'));
      assert.ok(tab.storage.writes('access') >= 1 + round, 'a refresh in each round');
      assert.notEqual(tab.storage.get('refresh'), spent, 'the refresh token has been rotated');
    }
    assert.equal(tab.loggedOut, 0);
  });

  test('tabs that refresh with one token at the same moment all stay logged in', async (t) => {
    const first = await logIn(t);
    // Each tab has read the pair before another has written its successor.
    const tabs = [first, ...Array.from({ length: 4 }, () => first.another())];
    await first.expiry();
    const answers = await Promise.all(tabs.map((tab) => tab.client.get(ME)));
    assert.deepEqual(answers.map(({ data }) => data.username), Array(5).fill('alice'));
    const successors = new Set(tabs.map((tab) => jti(tab.storage.get('refresh'))));
    assert.equal(successors.size, 1, 'the session goes on with one refresh token');
    assert.deepEqual(tabs.map((tab) => tab.loggedOut), Array(5).fill(0));
  });

  test('calls that go on while tokens expire are never refused', async (t) => {
    const tab = await logIn(t);
    await until(async () => {
      assert.equal((await tab.client.get(ME)).status, 200);
      return tab.storage.writes('access') > 2;
    });
    assert.equal(tab.loggedOut, 0);
  });

  test('a session that was ended elsewhere ends at the login', async (t) => {
    const tab = await logIn(t);
    const elsewhere = (await axios.post(`${tab.base}/api/token/`, { username: 'alice', password: PASSWORD })).data;
    await axios.delete(`${tab.base}/api/sessions/`, { headers: { Authorization: `Bearer ${elsewhere.access}` } });
    const calls = await Promise.allSettled(Array.from({ length: 4 }, () => tab.client.get(ME)));
    const refusals = calls.map(({ reason }) => reason?.response);
    // Whoever hears of it only after the logout has no refresh token to send any more: 400.
    assert.ok(refusals.every((response) => [400, 401].includes(response?.status)), inspect(calls));
    assert.ok(refusals.some((response) => response.data.code === 'token_not_valid'), inspect(calls));
    assert.ok(tab.loggedOut >= 1);
    assert.equal(tab.storage.get('refresh'), undefined);
  });

  test('a wrong password is no expired token: nothing is refreshed', async (t) => {
    const { base, client, storage } = await logIn(t);
    const wrong = client.post(`${base}/api/token/`, { username: 'alice', password: 'wrong' });
    const refused = await wrong.catch((error) => error);
    assert.deepEqual(refused.response.data, { detail: 'No active account found with the given credentials' });
    assert.equal(storage.writes('access'), 1);
  });
});

/** A tab of somebody who has just logged in. */
async function logIn(t) {
  const server = await serve(t, { settings: SHORT_LIVED });
  const pair = (await axios.post(`${server.base}/api/token/`, { username: 'alice', password: PASSWORD })).data;
  return new Tab(server.base, pair);
}

class Tab {
  loggedOut = 0;

  constructor(base, pair) {
    this.base = base;
    this.storage = new Storage(pair);
    this.client = createClient(base, this.storage, () => (this.loggedOut += 1));
  }

  another() {
    return new Tab(this.base, { access: this.storage.get('access'), refresh: this.storage.get('refresh') });
  }

  /** Waits until the server says that the access token is no longer good. */
  async expiry() {
    const headers = { Authorization: `Bearer ${this.storage.get('access')}` };
    const asked = { headers, validateStatus: () => true };
    await until(async () => (await axios.get(this.base + ME, asked)).status === 401);
  }
}

/** Where a front end keeps its tokens. */
class Storage {
  #values = new Map();
  #writes = new Map();

  constructor(pair) {
    Object.entries(pair).forEach(([name, value]) => this.set(name, value));
  }

  get(name) {
    return this.#values.get(name);
  }

  set(name, value) {
    this.#values.set(name, value);
    this.#writes.set(name, this.writes(name) + 1);
  }

  clear() {
    this.#values.clear();
  }

  writes(name) {
    return this.#writes.get(name) ?? 0;
  }
}

function jti(token) {
  return JSON.parse(Buffer.from(token.split('.')[1], 'base64url')).jti;
}
