import { QueryClient } from '@tanstack/react-query';
import { RequestProblem } from '../api/problem.ts';

const retries = 3;

export const queryClient: QueryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5000,
      // The server may be on this machine, which is there without a network.
      networkMode: 'always',
      refetchOnReconnect: true,
      // What the server refused it refuses again; what did not reach it may.
      retry: (count, error) => count < retries && error instanceof RequestProblem && error.status === 0,
    },
    mutations: { networkMode: 'always' },
  },
});
