// The client that front ends of Django REST framework and SimpleJWT have: nothing in it knows of Countersign. On a 401 for a
// token that is not valid it refreshes once, lets parallel requests wait for that, and repeats them.

import axios from 'axios';

export function createClient(baseURL, storage, onLoggedOut) {
  const client = axios.create({ baseURL });
  let isRefreshing = false;
  let queue = [];

  client.interceptors.request.use((config) => {
    const access = storage.get('access');
    if (access) config.headers.Authorization = `Bearer ${access}`;
    return config;
  });

  client.interceptors.response.use(
    (response) => response,
    async (error) => {
      const request = error.config;
      const expired = error.response?.status === 401 && error.response.data?.code === 'token_not_valid';
      if (!expired || request._retry) return Promise.reject(error);
      request._retry = true;

      if (isRefreshing) {
        await new Promise((resolve, reject) => queue.push({ resolve, reject }));
        return client(request);
      }
      isRefreshing = true;
      try {
        const { data } = await axios.post(`${baseURL}/api/token/refresh/`, { refresh: storage.get('refresh') });
        storage.set('access', data.access);
        if (data.refresh) storage.set('refresh', data.refresh);
        queue.forEach(({ resolve }) => resolve());
        return client(request);
      } catch (refused) {
        queue.forEach(({ reject }) => reject(refused));
        storage.clear();
        onLoggedOut();
        return Promise.reject(refused);
      } finally {
        queue = [];
        isRefreshing = false;
      }
    },
  );

  return client;
}
