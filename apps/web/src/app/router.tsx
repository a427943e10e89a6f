import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router';
import { ChatPage } from '../chat/chat-page.tsx';
import { chatSearch } from '../chat/chat-search.ts';
import { arenaSearch, leaderboardSearch, queueSearch } from '../compare/search.ts';
import { readDatasetSearch } from '../data/datasets/dataset-settings.ts';
import { readFilters } from '../data/filters.ts';
import { readModelsSearch } from '../models/model-search.ts';
import { configurationSearch, logsSearch } from '../server/search.ts';
import { text } from '../text/text.ts';
import { newRunSearch, runsSearch } from '../train/search-params.ts';
import { readToolsSearch } from '../tools/tool-search.ts';
import { FailedPage } from './failed-page.tsx';
import { Shell } from './shell.tsx';

const root = createRootRoute({
  component: Shell,
  errorComponent: FailedPage,
  notFoundComponent: () => <main className="p-8">{text.problems.notFound}</main>,
});

const routeTree = root.addChildren([
  createRoute({ getParentRoute: () => root, path: '/', component: ChatPage }),
  createRoute({ getParentRoute: () => root, path: '/chat/$id', validateSearch: chatSearch, component: ChatPage }),
  createRoute({
    getParentRoute: () => root,
    path: '/compare',
    validateSearch: arenaSearch,
    component: lazyRouteComponent(() => import('../compare/arena/arena-page.tsx'), 'ArenaPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/compare/queue',
    validateSearch: queueSearch,
    component: lazyRouteComponent(() => import('../compare/queue/queue-page.tsx'), 'QueuePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/compare/leaderboard',
    validateSearch: leaderboardSearch,
    component: lazyRouteComponent(() => import('../compare/leaderboard/leaderboard-page.tsx'), 'LeaderboardPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/data',
    validateSearch: readFilters,
    component: lazyRouteComponent(() => import('../data/interactions-page.tsx'), 'InteractionsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/data/datasets',
    validateSearch: readDatasetSearch,
    component: lazyRouteComponent(() => import('../data/datasets/datasets-page.tsx'), 'DatasetsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/data/interactions/$id',
    component: lazyRouteComponent(() => import('../data/interaction-page.tsx'), 'InteractionPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/models',
    validateSearch: readModelsSearch,
    component: lazyRouteComponent(() => import('../models/models-page.tsx'), 'ModelsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/tools',
    validateSearch: readToolsSearch,
    component: lazyRouteComponent(() => import('../tools/tools-page.tsx'), 'ToolsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/train',
    validateSearch: runsSearch,
    component: lazyRouteComponent(() => import('../train/runs-page.tsx'), 'RunsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/train/new',
    validateSearch: newRunSearch,
    component: lazyRouteComponent(() => import('../train/new-run-page.tsx'), 'NewRunPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/train/runs/$id',
    component: lazyRouteComponent(() => import('../train/run-page.tsx'), 'RunPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/train/adapters',
    component: lazyRouteComponent(() => import('../train/adapters-page.tsx'), 'AdaptersPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/train/adapters/$name',
    component: lazyRouteComponent(() => import('../train/adapter-page.tsx'), 'AdapterPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/server',
    component: lazyRouteComponent(() => import('../server/live/live-page.tsx'), 'LivePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/server/keys',
    component: lazyRouteComponent(() => import('../server/keys/keys-page.tsx'), 'KeysPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/server/configuration',
    validateSearch: configurationSearch,
    component: lazyRouteComponent(() => import('../server/configuration/configuration-page.tsx'), 'ConfigurationPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/server/logs',
    validateSearch: logsSearch,
    component: lazyRouteComponent(() => import('../server/logs/logs-page.tsx'), 'LogsPage'),
  }),
]);

/** Pages are behind the `#`: the server's own paths stay free, and any host of files can serve the app. */
export const router = createRouter({
  routeTree,
  history: createHashHistory(),
  defaultErrorComponent: FailedPage,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
